/** Who a stakeholder is, in the terms of the Commission's portals. Names and contact data are personal data and live elsewhere. */
export const USER_TYPES = [
  'EU_CITIZEN',
  'NON_EU_CITIZEN',
  'COMPANY',
  'BUSINESS_ASSOCIATION',
  'NGO',
  'TRADE_UNION',
  'ACADEMIC_RESEARCH_INSTITUTION',
  'PUBLIC_AUTHORITY',
  'CONSUMER_ORGANISATION',
  'ENVIRONMENTAL_ORGANISATION',
  'OTHER',
] as const; // prettier-ignore
export type UserType = (typeof USER_TYPES)[number];

/** Who speaks for themselves, not for an organisation. */
export function isCitizen(userType: UserType): boolean {
  return userType === 'EU_CITIZEN' || userType === 'NON_EU_CITIZEN';
}

export const SIZES = ['MICRO', 'SMALL', 'MEDIUM', 'LARGE'] as const;
export type Size = (typeof SIZES)[number];

export const SCOPES = ['INTERNATIONAL', 'NATIONAL', 'REGIONAL', 'LOCAL'] as const;
export type Scope = (typeof SCOPES)[number];

export type StakeholderProfile = {
  userType: UserType | null;
  /** ISO 3166-1 alpha-2, or `XK` for Kosovo. */
  country: string | null;
  size: Size | null;
  scope: Scope | null;
};

export const NO_PROFILE: StakeholderProfile = { userType: null, country: null, size: null, scope: null };

/** Personal data about the author of a contribution; kept in a table of its own. */
export type PersonalData = {
  /** The name in one piece, where the source has it so. */
  name?: string;
  firstName?: string;
  surname?: string;
  organisation?: string;
  emailAddress?: string;
  /** Transparency Register number: names an organisation. */
  registerNumber?: string;
};

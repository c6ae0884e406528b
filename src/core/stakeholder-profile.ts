import { isCountry } from './country.ts';
import { type Filled, oneValue, type Problem, type ProblemCode } from './filled.ts';
import {
  isCitizen,
  type PersonalData,
  SCOPES,
  type Scope,
  SIZES,
  type Size,
  type StakeholderProfile,
  USER_TYPES,
  type UserType,
} from './profile.ts';

/** The fields of the profile in a form. */
export const PROFILE_FIELDS = {
  userType: 'profile.user_type',
  country: 'profile.country',
  organisation: 'profile.organisation',
  size: 'profile.size',
  scope: 'profile.scope',
  registerNumber: 'profile.register_number',
} as const;

/** Which fields of the profile are asked of a type of stakeholder. */
export function profileAsks(userType: UserType | null): { organisation: boolean; size: boolean; scope: boolean } {
  const isOrganisation = userType !== null && !isCitizen(userType);
  return {
    organisation: isOrganisation,
    size: userType === 'COMPANY' || userType === 'BUSINESS_ASSOCIATION',
    scope: userType === 'PUBLIC_AUTHORITY',
  };
}

/**
 * Reads the stakeholder profile by its rules: type and country always, the organisation unless a citizen, the size of
 * companies and business associations, the scope of public authorities; a Transparency Register number only by its form
 * (`123456789012-34`, nine to twelve digits before the hyphen).
 */
export function checkProfile(
  filled: Filled,
  question: string,
  required: boolean,
): { profile: StakeholderProfile; personal: PersonalData; problems: Problem[] } {
  const value = (field: string) => oneValue(filled, field);
  const problems: Problem[] = [];
  const refuse = (field: string, code: ProblemCode) => problems.push({ field, question, code });
  const pick = <T extends string>(field: string, known: readonly T[], wanted: boolean): T | null => {
    const found = known.find((one) => one === value(field)) ?? null;
    if (value(field) !== '' && found === null) refuse(field, 'not_an_option');
    else if (wanted && required && found === null) refuse(field, 'required');
    return found;
  };
  const userType = pick<UserType>(PROFILE_FIELDS.userType, USER_TYPES, true);
  const country = value(PROFILE_FIELDS.country);
  if (country !== '' && !isCountry(country)) refuse(PROFILE_FIELDS.country, 'not_a_country');
  if (country === '' && required) refuse(PROFILE_FIELDS.country, 'required');
  const asked = profileAsks(userType);
  const organisation = asked.organisation ? value(PROFILE_FIELDS.organisation).slice(0, 300) : '';
  if (asked.organisation && required && organisation === '') refuse(PROFILE_FIELDS.organisation, 'required');
  const registerNumber = asked.organisation ? value(PROFILE_FIELDS.registerNumber) : '';
  if (registerNumber !== '' && !/^\d{9,12}-\d{2}$/.test(registerNumber)) {
    refuse(PROFILE_FIELDS.registerNumber, 'register_number');
  }
  return {
    profile: {
      userType,
      country: isCountry(country) ? country : null,
      size: asked.size ? pick<Size>(PROFILE_FIELDS.size, SIZES, true) : null,
      scope: asked.scope ? pick<Scope>(PROFILE_FIELDS.scope, SCOPES, true) : null,
    },
    personal: { ...(organisation && { organisation }), ...(registerNumber && { registerNumber }) },
    problems,
  };
}

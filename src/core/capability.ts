/** Who may do what: the one table that pages, API and command line ask. */
export const ROLES = [
  'administrator',
  'organiser',
  'facilitator',
  'analyst',
  'rapporteur',
  'auditor',
  'nobody',
] as const; // prettier-ignore
export type Role = (typeof ROLES)[number];

export const CAPABILITIES = {
  'see public pages': ['administrator', 'organiser', 'facilitator', 'analyst', 'rapporteur', 'auditor', 'nobody'],
  'see the desk': ['administrator', 'organiser', 'facilitator', 'analyst', 'rapporteur', 'auditor'],
  'see drafts': ['administrator', 'organiser', 'facilitator', 'analyst', 'rapporteur', 'auditor'],
  'set up consultations': ['administrator', 'organiser'],
  'import contributions': ['administrator', 'organiser', 'analyst'],
  'make claim codes': ['administrator', 'organiser'],
  'see mails': ['administrator', 'organiser'],
  'see registrations': ['administrator', 'organiser', 'facilitator'],
  'register for events': ['nobody'],
  'decide on one’s own contribution': ['nobody'],
  'run the room': ['administrator', 'organiser', 'facilitator'],
  'run analyses': ['administrator', 'organiser', 'analyst'],
  'publish reports': ['administrator', 'organiser', 'rapporteur'],
  'administer the house': ['administrator'],
} as const satisfies Record<string, readonly Role[]>;
export type Capability = keyof typeof CAPABILITIES;

export function may(roles: readonly Role[], capability: Capability): boolean {
  const allowed: readonly Role[] = CAPABILITIES[capability];
  return roles.some((role) => allowed.includes(role));
}

/** Who acts: a person at the desk, the terminal of the machine's owner, or the system itself. */
export type Actor = { id: string; label: string; roles: readonly Role[] };

import type { Fields } from '../core/form.ts';
import type { Visit } from './visit.ts';

/** The form that was sent, without files: the first value of each field. */
export async function fieldsOf(visit: Pick<Visit, 'context'>): Promise<Fields> {
  const form = await visit.context.req.parseBody();
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  );
}

/** The values of each field of the form that was sent, as a filled questionnaire takes them. */
export async function valuesOf(visit: Pick<Visit, 'context'>): Promise<(field: string) => string[]> {
  const form = await visit.context.req.parseBody({ all: true });
  return (name) => [form[name] ?? []].flat().filter((value) => typeof value === 'string');
}

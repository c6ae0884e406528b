import { PROBLEM_CODES } from '../core/filled.ts';
import { SCOPES, SIZES, USER_TYPES } from '../core/profile.ts';
import { PROFILE_FIELDS } from '../core/stakeholder-profile.ts';
import { CLOSING } from '../core/submission.ts';
import { apiCallUrl, apiContributionsUrl } from './address.ts';

const json = (schema: object) => ({ 'application/json': { schema } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const failure = (description: string) => ({ description, content: json(ref('Failure')) });
const SLUG = { name: 'slug', in: 'path', required: true, schema: { type: 'string' } };

/** What the interface for programs takes and gives, in OpenAPI 3.1. */
export function openApi(houseUrl: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Antiphon',
      version: '1',
      summary: 'Answer a call for evidence from a program, with the same rules and the same receipt as on the pages.',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: houseUrl }],
    security: [],
    paths: {
      [apiCallUrl('{slug}')]: { get: callOperation() },
      [apiContributionsUrl('{slug}')]: { post: contributionOperation() },
    },
    components: { schemas: SCHEMAS },
  };
}

function callOperation(): object {
  return {
    operationId: 'readCall',
    summary: 'What the call asks, and until when',
    parameters: [SLUG],
    responses: {
      '200': { description: 'The call', content: json(ref('Call')) },
      '404': failure('There is no such consultation, or it has no call that can be answered'),
    },
  };
}

function contributionOperation(): object {
  return {
    operationId: 'handIn',
    summary: 'Hand an answer in',
    description:
      'An answer is handed in once per idempotency key: sent again, after a lost line, it gives the same receipt. The key is a random UUID that nobody else knows.',
    parameters: [
      SLUG,
      { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', format: 'uuid' } },
    ],
    requestBody: { required: true, content: json(ref('NewContribution')) },
    responses: {
      '201': { description: 'It is in the evidence base', content: json(ref('Receipt')) },
      '400': failure('The request is no JSON of this form, or has no idempotency key'),
      '404': failure('There is no such call'),
      '409': failure('The call is not open'),
      '422': { description: 'Answers are missing or wrong, field by field', content: json(ref('Problems')) },
      '503': failure('Too many at once: try again later'),
    },
  };
}

const SCHEMAS = {
  Call: {
    type: 'object',
    required: ['title', 'state', 'opensAt', 'closesAt', 'questions'],
    properties: {
      title: { type: 'object', additionalProperties: { type: 'string' } },
      state: { enum: ['coming', 'open', 'over', 'skipped'] },
      opensAt: { type: 'string', format: 'date-time' },
      closesAt: { type: 'string', format: 'date-time' },
      questions: {
        type: 'array',
        items: {
          type: 'object',
          required: ['key', 'kind', 'title', 'fields'],
          properties: {
            key: { type: 'string' },
            kind: { type: 'string' },
            title: { type: 'object', additionalProperties: { type: 'string' } },
            required: { type: 'boolean' },
            fields: { type: 'array', items: { type: 'string' } },
            options: { type: 'array', items: { type: 'string' } },
          },
        },
      },
    },
  },
  NewContribution: {
    type: 'object',
    required: ['fields'],
    additionalProperties: false,
    properties: {
      fields: {
        type: 'object',
        description: `Values by field, as the call names them; the profile as ${Object.values(PROFILE_FIELDS).join(', ')} (types ${USER_TYPES.join(', ')}; sizes ${SIZES.join(', ')}; scopes ${SCOPES.join(', ')}); ${CLOSING.publication} (with_name, anonymous, not_published) and ${CLOSING.privacy} ("yes") always.`,
        additionalProperties: {
          oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
        },
      },
      language: { type: 'string', description: 'In which the receipt is written', pattern: '^[a-z]{2}$' },
    },
  },
  Receipt: {
    type: 'object',
    required: ['receipt', 'contribution', 'version', 'url'],
    properties: {
      receipt: { type: 'string', description: 'Opens the contribution; kept by its author' },
      contribution: { type: 'string', description: 'Its public name' },
      version: { type: 'integer' },
      url: { type: 'string', format: 'uri' },
    },
  },
  Problems: {
    type: 'object',
    required: ['problems'],
    properties: {
      problems: {
        type: 'array',
        items: {
          type: 'object',
          required: ['field', 'code', 'message'],
          properties: {
            field: { type: 'string' },
            code: { enum: [...PROBLEM_CODES, 'nothing_said'] },
            message: { type: 'string' },
          },
        },
      },
    },
  },
  Failure: {
    type: 'object',
    required: ['code', 'message'],
    properties: { code: { type: 'string' }, message: { type: 'string' } },
  },
};

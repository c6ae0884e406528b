import type { Child } from 'hono/jsx';
import {
  type PersonalData,
  SCOPES,
  SIZES,
  type StakeholderProfile,
  USER_TYPES,
  type UserType,
} from '../../core/profile.ts';
import { PROFILE_FIELDS, profileAsks } from '../../core/stakeholder-profile.ts';
import {
  describedBy,
  FieldNotes,
  type FormState,
  fieldId,
  problemsOf,
  type QuestionProps,
  QuestionTitle,
} from './field-notes.tsx';
import type { Frame } from './frame.ts';
import { countryOptions, OptionList } from './question-input.tsx';
import type { Reader } from './reader.tsx';

/** The stakeholder profile as one block: who speaks, from where, for whom. What is not asked of a type is hidden. */
export function ProfileFields({ frame, question, state }: QuestionProps) {
  const { reader } = frame;
  const chosen = state.filled[PROFILE_FIELDS.userType]?.[0] as UserType | undefined;
  const asked = profileAsks(USER_TYPES.find((type) => type === chosen) ?? null);
  const options = (values: readonly string[], label: (value: string) => string) =>
    values.map((value) => ({ value, label: label(value) }));
  return (
    <fieldset class="ds-fieldset profile">
      <legend class="ds-label">
        <QuestionTitle frame={frame} question={question} state={state} />
      </legend>
      {question.help && <div class="field-hint">{reader.local(question.help)}</div>}
      <fieldset class="ds-fieldset" aria-describedby={describedBy(state, PROFILE_FIELDS.userType, { help: false })}>
        <legend>{reader.say('question.profile.user_type')}</legend>
        <FieldNotes frame={frame} field={PROFILE_FIELDS.userType} state={state} />
        <div class="options">
          {USER_TYPES.map((type, i) => {
            const id = i === 0 ? fieldId(PROFILE_FIELDS.userType) : fieldId(`${PROFILE_FIELDS.userType}-${type}`);
            return (
              <div class="ds-field option">
                <input
                  class="ds-input"
                  type="radio"
                  id={id}
                  name={PROFILE_FIELDS.userType}
                  value={type}
                  checked={type === chosen}
                />
                <label for={id}>{reader.say(`profile.user_type.${type}`)}</label>
              </div>
            );
          })}
        </div>
      </fieldset>
      <ProfilePart
        frame={frame}
        state={state}
        field={PROFILE_FIELDS.country}
        label={reader.say('question.profile.country')}
      >
        <OptionList
          frame={frame}
          field={PROFILE_FIELDS.country}
          state={state}
          options={countryOptions(reader)}
          hasHelp={false}
        />
      </ProfilePart>
      <Only state={state} part="organisation" shown={asked.organisation}>
        <ProfileLine
          frame={frame}
          state={state}
          field={PROFILE_FIELDS.organisation}
          label={reader.say('question.profile.organisation')}
          autocomplete="organization"
        />
      </Only>
      <Only state={state} part="size" shown={asked.size}>
        <ProfilePart
          frame={frame}
          state={state}
          field={PROFILE_FIELDS.size}
          label={reader.say('question.profile.size')}
        >
          <OptionList
            frame={frame}
            field={PROFILE_FIELDS.size}
            state={state}
            options={options(SIZES, (size) => reader.text(`profile.size.${size as 'MICRO'}`))}
            hasHelp={false}
          />
        </ProfilePart>
      </Only>
      <Only state={state} part="scope" shown={asked.scope}>
        <ProfilePart
          frame={frame}
          state={state}
          field={PROFILE_FIELDS.scope}
          label={reader.say('question.profile.scope')}
        >
          <OptionList
            frame={frame}
            field={PROFILE_FIELDS.scope}
            state={state}
            options={options(SCOPES, (scope) => reader.text(`profile.scope.${scope as 'LOCAL'}`))}
            hasHelp={false}
          />
        </ProfilePart>
      </Only>
      <Only state={state} part="organisation" shown={asked.organisation}>
        <ProfileLine
          frame={frame}
          state={state}
          field={PROFILE_FIELDS.registerNumber}
          label={
            <>
              {reader.say('question.profile.register_number')}
              <span class="optional"> {reader.say('question.optional')}</span>
            </>
          }
        />
      </Only>
    </fieldset>
  );
}

/** Shown for the types that are asked for it; without script from the next time that the page is loaded. */
function Only({
  part,
  shown,
  children,
}: {
  state: FormState;
  part: 'organisation' | 'size' | 'scope';
  shown: boolean;
  children: Child;
}) {
  const types = USER_TYPES.filter((type) => profileAsks(type)[part]);
  const condition = { all: [{ question: PROFILE_FIELDS.userType, is: 'one_of', values: types }] };
  return (
    <div hidden={!shown} data-show-if={JSON.stringify(condition)}>
      <input type="hidden" name=":shown" value={`profile.${part}`} disabled={!shown} />
      {children}
    </div>
  );
}

type PartProps = { frame: Frame; state: FormState; field: string; label: Child };

function ProfilePart({ frame, state, field, label, children }: PartProps & { children: Child }) {
  return (
    <div class="ds-field">
      <label class="ds-label" for={fieldId(field)}>
        {label}
      </label>
      <FieldNotes frame={frame} field={field} state={state} />
      {children}
    </div>
  );
}

function ProfileLine(props: PartProps & { autocomplete?: string }) {
  const { state, field, autocomplete } = props;
  return (
    <ProfilePart {...props}>
      <input
        class="ds-input"
        type="text"
        id={fieldId(field)}
        name={field}
        maxlength={300}
        value={state.filled[field]?.[0] ?? ''}
        autocomplete={autocomplete}
        aria-invalid={problemsOf(state, field).length > 0 ? 'true' : undefined}
        aria-describedby={describedBy(state, field, { help: false })}
      />
    </ProfilePart>
  );
}

/** The profile as it is read back: what was said, in words. */
export function profileInWords(
  reader: Reader,
  profile: StakeholderProfile,
  personal: PersonalData,
): { term: Child; detail: Child }[] {
  const { userType, country, size, scope } = profile;
  const { organisation, registerNumber } = personal;
  return [
    userType && { term: reader.say('question.profile.user_type'), detail: reader.say(`profile.user_type.${userType}`) },
    country && { term: reader.say('question.profile.country'), detail: reader.country(country) },
    organisation && { term: reader.say('question.profile.organisation'), detail: organisation },
    size && { term: reader.say('question.profile.size'), detail: reader.say(`profile.size.${size}`) },
    scope && { term: reader.say('question.profile.scope'), detail: reader.say(`profile.scope.${scope}`) },
    registerNumber && { term: reader.say('question.profile.register_number'), detail: registerNumber },
  ].filter((fact) => fact !== null && fact !== undefined && fact !== '');
}

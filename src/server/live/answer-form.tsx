import type { Child } from 'hono/jsx';
import type { MessageKey } from '../../core/message.ts';
import type { Question } from '../../core/question.ts';
import { type AskedRound, MOST_CHARACTERS } from '../../core/room.ts';
import { type Ballot, readMatrixChoice } from '../../core/tally.ts';
import { liveUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import type { Reader } from '../component/reader.tsx';

export type AnswerFormProps = {
  reader: Reader;
  code: string;
  asked: AskedRound;
  /** What this person chose before; null where nothing, or where the form is drawn for everybody. */
  own: Ballot | null;
  /** The frame of a page, where the form is on one; null where it is drawn for everybody. */
  csrf: Frame | null;
};

/** The form of an open question: the same for everybody, apart from what one chose before. */
export function AnswerForm({ reader, code, asked: { interaction, round }, own, csrf }: AnswerFormProps) {
  const { question, form } = interaction;
  return (
    <form id={`answer-${round.id}`} class="answer" method="post" action={liveUrl(code)} data-keep>
      {csrf && <CsrfField frame={csrf} />}
      <input type="hidden" name="round" value={round.id} />
      <Fields reader={reader} question={question} form={form} own={own ?? []} />
      <Button>{reader.say(own ? 'room.change_answer' : 'room.send')}</Button>
      <p class="said" role="status" />
    </form>
  );
}

type FieldsProps = { reader: Reader; question: Question; own: Ballot };

function Fields({ reader, question, form, own }: FieldsProps & { form: string }) {
  switch (question.kind) {
    case 'single':
    case 'scale':
    case 'multiple':
      return (
        <fieldset class={form === 'temperature' ? 'choices in-a-row' : 'choices'} aria-labelledby="asked">
          {question.kind === 'multiple' && question.maxChoices !== undefined && (
            <p class="field-hint">{reader.say('room.choose_up_to', { n: question.maxChoices })}</p>
          )}
          {question.options.map(({ key, title }) => (
            <Choice
              type={question.kind === 'multiple' ? 'checkbox' : 'radio'}
              name={question.key}
              value={key}
              isChosen={own.includes(key)}
            >
              {reader.local(title)}
            </Choice>
          ))}
        </fieldset>
      );
    case 'matrix':
      return <Matrix reader={reader} question={question} own={own} />;
    case 'ranking':
      return <Places reader={reader} question={question} own={own} />;
    default:
      return <Words reader={reader} question={question} form={form} />;
  }
}

function Choice({
  type,
  name,
  value,
  isChosen,
  children,
}: {
  type: 'radio' | 'checkbox';
  name: string;
  value: string;
  isChosen: boolean;
  children: Child;
}) {
  const id = `${name}-${value}`;
  return (
    <div class="ds-field choice">
      <input class="ds-input" type={type} id={id} name={name} value={value} checked={isChosen} />
      <label for={id}>{children}</label>
    </div>
  );
}

function Matrix({ reader, question, own }: FieldsProps & { question: Question & { kind: 'matrix' } }) {
  const chosen = own.map(readMatrixChoice);
  return (
    <>
      {question.rows.map((row) => (
        <fieldset class="choices in-a-row">
          <legend class="ds-label">{reader.local(row.title)}</legend>
          {question.options.map(({ key, title }) => (
            <Choice
              type={question.multiple ? 'checkbox' : 'radio'}
              name={`${question.key}.${row.key}`}
              value={key}
              isChosen={chosen.some((one) => one.row === row.key && one.option === key)}
            >
              {reader.local(title)}
            </Choice>
          ))}
        </fieldset>
      ))}
    </>
  );
}

/** A place for each option: works with thumb, keyboard and without script. */
function Places({ reader, question, own }: FieldsProps & { question: Question & { kind: 'ranking' } }) {
  return (
    <fieldset class="places" aria-labelledby="asked">
      <p class="field-hint">{reader.say('room.give_places')}</p>
      {question.options.map(({ key, title }) => {
        const id = `${question.key}-${key}`;
        const place = own.indexOf(key) + 1;
        return (
          <div class="ds-field place">
            <label for={id}>{reader.local(title)}</label>
            <select class="ds-input" id={id} name={`${question.key}.${key}`}>
              <option value="">–</option>
              {question.options.map((_, i) => (
                <option value={String(i + 1)} selected={place === i + 1}>
                  {i + 1}
                </option>
              ))}
            </select>
          </div>
        );
      })}
    </fieldset>
  );
}

function Words({ reader, question, form }: { reader: Reader; question: Question; form: string }) {
  const most = mostCharacters(question, form);
  const label: MessageKey =
    form === 'words' ? 'room.your_word' : form === 'questions' ? 'room.your_question' : 'room.your_idea';
  const id = `${question.key}-words`;
  return (
    <div class="ds-field">
      <label class="ds-label" for={id}>
        {reader.say(label)}
      </label>
      <div class="field-hint" id={`${id}-hint`}>
        {reader.say('room.up_to_characters', { n: most })}
      </div>
      {form === 'words' ? (
        <input
          class="ds-input"
          type="text"
          id={id}
          name={question.key}
          maxlength={most}
          autocomplete="off"
          aria-describedby={`${id}-hint`}
        />
      ) : (
        <textarea
          class="ds-input"
          id={id}
          name={question.key}
          rows={3}
          maxlength={most}
          aria-describedby={`${id}-hint`}
        />
      )}
    </div>
  );
}

function mostCharacters(question: Question, form: string): number {
  const own = 'maxCharacters' in question ? question.maxCharacters : undefined;
  return own ?? (form === 'words' ? MOST_CHARACTERS.words : MOST_CHARACTERS.ideas);
}

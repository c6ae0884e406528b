import type { PublicationChoice } from '../../core/publication.ts';
import type { LocalText } from '../../core/text.ts';
import { claimChoiceUrl, claimUrl, consultationUrl, contributionUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { DefinitionList } from '../component/definition-list.tsx';
import { CheckField, RadioFields, TextField } from '../component/field.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Notice } from '../component/notice.tsx';
import { Page } from '../component/page.tsx';

export type ClaimFormProps = {
  frame: Frame;
  /** What was typed and opened nothing. */
  wrong: string | null;
};

/** Takes the code that an organiser sent. */
export function ClaimForm({ frame, wrong }: ClaimFormProps) {
  const { reader } = frame;
  return (
    <Page frame={frame} title={reader.text('claim.title')}>
      <PageHead lead={reader.say('claim.lead')}>{reader.say('claim.title')}</PageHead>
      {wrong !== null && (
        <Notice mood="danger" heading={reader.say('claim.wrong')}>
          <p>{reader.say('claim.wrong_then')}</p>
        </Notice>
      )}
      <form class="form" method="post" action={claimUrl()}>
        <TextField
          id="code"
          name="code"
          label={reader.say('claim.code')}
          hint={reader.say('claim.code_hint')}
          value={wrong ?? ''}
          required
          maxLength={60}
          autocomplete="off"
        />
        <Button>{reader.say('claim.open')}</Button>
      </form>
    </Page>
  );
}

export type ClaimPageProps = {
  frame: Frame;
  consultation: { slug: string; title: LocalText };
  /** The code itself: the forms carry it on. */
  claim: string;
  code: string;
  texts: { question: LocalText | null; text: string; language: string | null }[];
  choices: { question: LocalText; values: string[] }[];
  publication: PublicationChoice;
  standing: 'counted' | 'withdrawn' | 'other';
  /** What was done just now. */
  done: 'chosen' | 'withdrawn' | null;
};

/** The author's own contribution: what it says, how it is shown, and what can be decided. */
export function ClaimPage(props: ClaimPageProps) {
  const { frame, consultation, code, texts, choices, publication, standing, done } = props;
  const { reader } = frame;
  return (
    <Page frame={frame} title={reader.text('claim.yours')}>
      <PageHead kicker={<a href={consultationUrl(consultation.slug)}>{reader.local(consultation.title)}</a>}>
        {reader.say('claim.yours')}
      </PageHead>
      {done && (
        <Notice mood="success">
          <p>{reader.say(`claim.done.${done}`)}</p>
        </Notice>
      )}
      <DefinitionList
        facts={[
          {
            term: reader.say('claim.contribution'),
            detail: <a href={contributionUrl(consultation.slug, code)}>{code}</a>,
          },
          {
            term: reader.say('claim.shown'),
            detail: reader.say(standing === 'counted' ? `publication.${publication}` : `claim.standing.${standing}`),
          },
        ]}
      />
      <Section id="words" heading={reader.say('claim.words')}>
        {texts.length === 0 && choices.length === 0 && <p>{reader.say('claim.no_words')}</p>}
        {texts.map(({ question, text, language }) => (
          <div class="answer">
            {question && <h3>{reader.local(question)}</h3>}
            <p class="own-words" lang={language ?? undefined}>
              {text}
            </p>
          </div>
        ))}
        {choices.length > 0 && (
          <DefinitionList
            facts={choices.map(({ question, values }) => ({ term: reader.local(question), detail: values.join('; ') }))}
          />
        )}
      </Section>
      {standing !== 'withdrawn' && <Decisions {...props} />}
    </Page>
  );
}

function Decisions({ frame, claim, publication }: ClaimPageProps) {
  const { reader } = frame;
  return (
    <>
      <Section id="publication" heading={reader.say('claim.choose')}>
        <p>{reader.say('claim.editions_stay')}</p>
        <form class="form" method="post" action={claimChoiceUrl()}>
          <input type="hidden" name="code" value={claim} />
          <RadioFields
            name="choice"
            legend={reader.say('claim.choice')}
            chosen={publication}
            options={(['with_name', 'anonymous', 'not_published'] as const).map((value) => ({
              value,
              label: reader.say(`claim.choice.${value}`),
            }))}
          />
          <Button>{reader.say('claim.save')}</Button>
        </form>
      </Section>
      <Section id="withdraw" heading={reader.say('claim.withdraw')}>
        <p>{reader.say('claim.withdraw_does')}</p>
        <form class="form" method="post" action={claimChoiceUrl()}>
          <input type="hidden" name="code" value={claim} />
          <input type="hidden" name="choice" value="withdraw" />
          <CheckField id="sure" name="sure" value="yes" label={reader.say('claim.sure')} />
          <Button kind="secondary">{reader.say('claim.withdraw_button')}</Button>
        </form>
      </Section>
    </>
  );
}

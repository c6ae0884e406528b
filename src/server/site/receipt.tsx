import type { Child } from 'hono/jsx';
import type { PublicationChoice } from '../../core/publication.ts';
import type { Standing } from '../../core/standing.ts';
import {
  consultationUrl,
  contributionUrl,
  ledgerUrl,
  receiptFormUrl,
  receiptProofUrl,
  receiptUrl,
  reportUrl,
} from '../address.ts';
import { Button } from '../component/button.tsx';
import { DefinitionList } from '../component/definition-list.tsx';
import { CheckField, RadioFields, TextField } from '../component/field.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Notice } from '../component/notice.tsx';
import { Page } from '../component/page.tsx';
import type { ThemeName } from '../component/passage.tsx';
import type { SaidToQuestion } from '../component/said.tsx';
import { Deadline, Moment } from '../component/time.tsx';
import { type ConsultationHead, crumbsBelow } from './head.ts';

export type ReceiptFormProps = { frame: Frame; wrong: string | null };

/** Takes the code of a receipt, or of an answer that is being written. */
export function ReceiptForm({ frame, wrong }: ReceiptFormProps) {
  const { reader } = frame;
  return (
    <Page frame={frame} title={reader.text('receipt.form_title')}>
      <PageHead lead={reader.say('receipt.form_lead')}>{reader.say('receipt.form_title')}</PageHead>
      {wrong !== null && (
        <Notice mood="danger" heading={reader.say('receipt.wrong')}>
          <p>{reader.say('receipt.wrong_then')}</p>
        </Notice>
      )}
      <form class="form" method="post" action={receiptFormUrl()}>
        <TextField
          id="code"
          name="code"
          label={reader.say('receipt.code')}
          hint={reader.say('claim.code_hint')}
          value={wrong ?? ''}
          required
          maxLength={60}
          autocomplete="off"
        />
        <Button>{reader.say('receipt.open')}</Button>
      </form>
    </Page>
  );
}

export type ReceiptVersion = {
  version: number;
  profile: readonly { term: Child; detail: Child }[];
  said: readonly SaidToQuestion[];
  publication: PublicationChoice;
  /** Files that came with it, with a way to get them back. */
  files: readonly { name: string; url: string | null }[];
};

export type ReceiptPageProps = {
  frame: Frame;
  head: ConsultationHead;
  receipt: { code: string; contributionCode: string; madeAt: Date; erasureAskedAt: Date | null };
  /** The newest first. */
  versions: readonly ReceiptVersion[];
  standing: Standing;
  inGrace: boolean;
  /** Until when it can be corrected; null where it cannot any more. */
  correctUntil: Date | null;
  /** Where its leaf is; null where it waits for a decision. */
  proof: { position: number; leaves: number; leaf: string; root: string } | null;
  /** Themes that its passages were put to, in the newest edition. */
  themes: readonly { theme: ThemeName; href: string; passages: number }[];
  edition: number | null;
  done: 'submitted' | 'corrected' | 'unchanged' | 'chosen' | 'withdrawn' | 'erasure' | null;
};

/** What a contributor keeps: what was said, what can still be done, the proof, and where the words went. */
export function ReceiptPage(props: ReceiptPageProps) {
  const { frame, head, receipt, versions, standing, done, inGrace } = props;
  const { reader } = frame;
  const [current, ...earlier] = versions;
  return (
    <Page
      frame={frame}
      title={reader.text('receipt.title')}
      crumbs={crumbsBelow(reader, head)}
      notice={head.exampleNotice}
    >
      <PageHead kicker={<a href={consultationUrl(head.slug)}>{reader.local(head.title)}</a>}>
        {reader.say('receipt.title')}
      </PageHead>
      {done && (
        <Notice mood="success" heading={reader.say(`receipt.done.${done}`)}>
          <p>{reader.say(`receipt.done.${done}_then`)}</p>
        </Notice>
      )}
      <div class="receipt-code">
        <p>{reader.say('receipt.keep')}</p>
        <p>
          <code class="code">{receipt.code}</code>
        </p>
      </div>
      <DefinitionList
        facts={[
          {
            term: reader.say('receipt.received'),
            detail: (
              <>
                <Moment reader={reader} at={receipt.madeAt} zone={head.timeZone} />
                {inGrace && <p class="fact-note">{reader.say('receipt.in_grace')}</p>}
              </>
            ),
          },
          {
            term: reader.say('receipt.public_name'),
            detail: <a href={contributionUrl(head.slug, receipt.contributionCode)}>{receipt.contributionCode}</a>,
          },
          {
            term: reader.say('claim.shown'),
            detail:
              standing === 'counted' && current
                ? reader.say(`publication.${current.publication}`)
                : reader.say(`receipt.standing.${standing}`),
          },
        ]}
      />
      <Section id="said" heading={reader.say('receipt.said')}>
        {current && <SaidVersion frame={frame} version={current} />}
        {earlier.map((version) => (
          <details class="earlier">
            <summary>{reader.say('receipt.version', { version: version.version })}</summary>
            <SaidVersion frame={frame} version={version} />
          </details>
        ))}
      </Section>
      <WhereItWent {...props} />
      {standing !== 'withdrawn' && <WhatCanBeDone {...props} />}
      <Proof {...props} />
    </Page>
  );
}

function SaidVersion({ frame: { reader }, version }: { frame: Frame; version: ReceiptVersion }) {
  const { profile, said, files } = version;
  return (
    <dl class="said-list">
      {profile.map(({ term, detail }) => (
        <div>
          <dt>{term}</dt>
          <dd>{detail}</dd>
        </div>
      ))}
      {said.map(({ title, said: words, language }) => (
        <div>
          <dt>{reader.local(title)}</dt>
          <dd lang={language ?? undefined}>{words}</dd>
        </div>
      ))}
      {files.length > 0 && (
        <div>
          <dt>{reader.say('receipt.files')}</dt>
          <dd>
            <ul class="said-rows">
              {files.map(({ name, url }) => (
                <li>{url ? <a href={url}>{name}</a> : name}</li>
              ))}
            </ul>
          </dd>
        </div>
      )}
    </dl>
  );
}

function WhereItWent({ frame: { reader }, head, themes, edition }: ReceiptPageProps) {
  return (
    <Section id="went" heading={reader.say('receipt.went')}>
      {edition === null ? (
        <p>{reader.say('receipt.went_not_yet')}</p>
      ) : themes.length === 0 ? (
        <p>
          {reader.weave('receipt.went_none', {
            report: <a href={reportUrl(head.slug)}>{reader.say('receipt.report', { edition })}</a>,
          })}
        </p>
      ) : (
        <>
          <p>
            {reader.weave('receipt.went_to', {
              report: <a href={reportUrl(head.slug)}>{reader.say('receipt.report', { edition })}</a>,
            })}
          </p>
          <ul>
            {themes.map(({ theme, href, passages }) => (
              <li>
                <a href={href}>{reader.local(theme.name)}</a> ({reader.say('receipt.passages', { count: passages })})
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function WhatCanBeDone({ frame, head, receipt, correctUntil, versions }: ReceiptPageProps) {
  const { reader } = frame;
  const action = receiptUrl(receipt.code);
  return (
    <>
      <Section id="correct" heading={reader.say('receipt.correct')}>
        {correctUntil ? (
          <>
            <p>
              {reader.weave('receipt.correct_until', {
                at: <Deadline reader={reader} at={correctUntil} zone={head.timeZone} />,
              })}
            </p>
            <form class="form" method="post" action={action}>
              <Button kind="secondary" name="then" value="correct">
                {reader.say('receipt.correct_button')}
              </Button>
            </form>
          </>
        ) : (
          <p>{reader.say('receipt.correct_over')}</p>
        )}
      </Section>
      <Section id="publication" heading={reader.say('claim.choose')}>
        <p>{reader.say('claim.editions_stay')}</p>
        <form class="form" method="post" action={action}>
          <RadioFields
            name="choice"
            legend={reader.say('claim.choice')}
            chosen={versions[0]?.publication ?? 'not_published'}
            options={(['with_name', 'anonymous', 'not_published'] as const).map((value) => ({
              value,
              label: reader.say(`claim.choice.${value}`),
            }))}
          />
          <Button kind="secondary" name="then" value="choose">
            {reader.say('claim.save')}
          </Button>
        </form>
      </Section>
      <Section id="withdraw" heading={reader.say('claim.withdraw')}>
        <p>{reader.say('claim.withdraw_does')}</p>
        <form class="form" method="post" action={action}>
          <CheckField id="sure" name="sure" value="yes" label={reader.say('claim.sure')} />
          <Button kind="secondary" name="then" value="withdraw">
            {reader.say('claim.withdraw_button')}
          </Button>
        </form>
      </Section>
      <Section id="erase" heading={reader.say('receipt.erase')}>
        {receipt.erasureAskedAt ? (
          <p>
            {reader.weave('receipt.erase_asked', {
              at: <Moment reader={reader} at={receipt.erasureAskedAt} zone={head.timeZone} />,
            })}
          </p>
        ) : (
          <>
            <p>{reader.say('receipt.erase_does')}</p>
            <form class="form" method="post" action={action}>
              <CheckField id="erase-sure" name="sure" value="yes" label={reader.say('receipt.erase_sure')} />
              <Button kind="secondary" name="then" value="erase">
                {reader.say('receipt.erase_button')}
              </Button>
            </form>
          </>
        )}
      </Section>
    </>
  );
}

/** The leaf, the root, and how to check without us that the one is under the other. */
function Proof({ frame: { reader }, head, receipt, proof }: ReceiptPageProps) {
  if (proof === null) return null;
  return (
    <Section id="proof" heading={reader.say('receipt.proof')}>
      <p>{reader.say('receipt.proof_is')}</p>
      <DefinitionList
        facts={[
          {
            term: reader.say('receipt.leaf'),
            detail: (
              <>
                {reader.say('receipt.leaf_of', { position: proof.position + 1, leaves: proof.leaves })}{' '}
                <code class="hash">{proof.leaf}</code>
              </>
            ),
          },
          { term: reader.say('page.ledger.root'), detail: <code class="hash">{proof.root}</code> },
        ]}
      />
      <p>
        <a href={receiptProofUrl(receipt.code)}>{reader.say('receipt.proof_file')}</a> ·{' '}
        <a href={ledgerUrl(head.slug)}>{reader.say('page.ledger.title')}</a>
      </p>
      <details>
        <summary>{reader.say('receipt.proof_how')}</summary>
        <pre class="script" tabindex={0}>
          {PROOF_SCRIPT}
        </pre>
      </details>
    </Section>
  );
}

/** Checks a proof with nothing but Python's own library; the test runs it. */
export const PROOF_SCRIPT = `# python3 check.py proof.json
# RFC 8785 JSON of our content is what json.dumps with these settings gives.
import hashlib, json, sys

proof = json.load(open(sys.argv[1], encoding="utf-8"))

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

def canonical(value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode("utf-8")

# 1. Who said it: hashed on its own, so that it can be shown or kept.
profile = sha256(bytes.fromhex(proof["profile_salt"]), canonical(proof["profile"]))
assert profile.hex() == proof["content"]["profile"], "the profile is another"

# 2. What was said: your words, as they were received.
leaf = sha256(b"\\x00", bytes.fromhex(proof["salt"]), canonical(proof["content"]))
assert leaf.hex() == proof["leaf"], "the words are others"

# 3. Up the tree (RFC 9162, section 2.1.3.2).
node, last, hashed = proof["position"], proof["leaves"] - 1, leaf
for step in proof["path"]:
    neighbour = bytes.fromhex(step)
    if node % 2 == 1 or node == last:
        hashed = sha256(b"\\x01", neighbour, hashed)
        while node % 2 == 0 and node != 0:
            node, last = node >> 1, last >> 1
    else:
        hashed = sha256(b"\\x01", hashed, neighbour)
    node, last = node >> 1, last >> 1
assert last == 0 and hashed.hex() == proof["root"], "it is not under this root"

print("Your contribution is under the root", proof["root"])
print("Compare it with the root in the report and on the ledger's page.")
`;

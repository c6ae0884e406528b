import { may } from '../../core/capability.ts';
import type { ClaimCounts } from '../../store/claim.ts';
import { claimCodesUrl, claimUrl, deskConsultationUrl, deskUrl, intakeUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { DefinitionList } from '../component/definition-list.tsx';
import { CheckField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import type { ConsultationHead } from '../site/head.ts';

export type DeskClaimsProps = { frame: Frame; head: ConsultationHead; counts: ClaimCounts };

/** Codes with which authors of imported contributions decide on them; made here, sent by the organiser. */
export function DeskClaims({ frame, head, counts }: DeskClaimsProps) {
  const { reader, actor } = frame;
  const mayMake = actor !== null && may(actor.roles, 'make claim codes');
  const { without, made, used } = counts;
  return (
    <Page
      frame={frame}
      title={reader.text('desk.claims.title')}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(head.slug), label: reader.localText(head.title) },
        { url: intakeUrl(head.slug), label: reader.text('desk.intake.title') },
      ]}
      notice={head.exampleNotice}
    >
      <PageHead lead={reader.say('desk.claims.lead')}>{reader.say('desk.claims.title')}</PageHead>
      <DefinitionList
        facts={[
          { term: reader.say('desk.claims.without'), detail: reader.number(without) },
          { term: reader.say('desk.claims.made'), detail: reader.number(made) },
          { term: reader.say('desk.claims.used'), detail: reader.number(used) },
          { term: reader.say('desk.claims.page'), detail: <a href={claimUrl()}>{claimUrl()}</a> },
        ]}
      />
      <Section id="make" heading={reader.say('desk.claims.make')}>
        <p>{reader.say('desk.claims.once')}</p>
        {mayMake ? (
          <form class="form" method="post" action={claimCodesUrl(head.slug)}>
            <CsrfField frame={frame} />
            {made > 0 && (
              <CheckField id="again" name="again" value="yes" label={reader.say('desk.claims.again', { n: made })} />
            )}
            <Button disabled={without + made === 0}>{reader.say('desk.claims.button')}</Button>
          </form>
        ) : (
          <p class="why-not">{reader.say('desk.claims.may_not')}</p>
        )}
      </Section>
    </Page>
  );
}

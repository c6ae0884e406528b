import { homeUrl } from '../address.ts';
import { ButtonLink } from '../component/button.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';

/** What can happen instead of a page: each says what happened, what is safe, what to do. */
export const PROBLEMS = ['not_found', 'forbidden', 'wrong_use', 'conflict', 'unavailable', 'fault'] as const;
export type Problem = (typeof PROBLEMS)[number];

export type ErrorPageProps = {
  frame: Frame;
  problem: Problem;
  /** A sentence for the reader that says more, as `DomainError` carries one. */
  sentence: string | null;
};

export function ErrorPage({ frame, problem, sentence }: ErrorPageProps) {
  const { reader } = frame;
  return (
    <Page frame={frame} title={reader.text(`page.error.${problem}`)}>
      <PageHead lead={sentence ?? reader.say(`page.error.${problem}.what`)}>
        {reader.say(`page.error.${problem}`)}
      </PageHead>
      <p>{reader.say(`page.error.${problem}.then`)}</p>
      <p>
        <ButtonLink kind="secondary" href={homeUrl()}>
          {reader.say('page.error.home')}
        </ButtonLink>
      </p>
    </Page>
  );
}

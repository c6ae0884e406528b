import { signInUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';

/** What a one-time link opens: a button, so that programs which only look at links do not use it up. */
export function SignInPage({ frame, token }: { frame: Frame; token: string }) {
  const { reader } = frame;
  return (
    <Page frame={frame} title={reader.text('page.sign_in.title')}>
      <PageHead lead={reader.say('page.sign_in.lead')}>{reader.say('page.sign_in.title')}</PageHead>
      <form method="post" action={signInUrl(token)}>
        <Button>{reader.say('page.sign_in.button')}</Button>
      </form>
    </Page>
  );
}

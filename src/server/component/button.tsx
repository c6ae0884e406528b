import type { Child } from 'hono/jsx';
import { CsrfField } from './form.tsx';
import type { Frame } from './frame.ts';

export type ButtonKind = 'primary' | 'secondary' | 'tertiary';
type Look = { kind?: ButtonKind; size?: 'sm' | 'md'; children?: Child };

/** A button that sends its form. */
export function Button({
  kind = 'primary',
  size = 'md',
  name,
  value,
  disabled,
  children,
}: Look & { name?: string; value?: string; disabled?: boolean }) {
  return (
    <button
      class="ds-button"
      type="submit"
      data-variant={kind}
      data-size={size}
      name={name}
      value={value}
      disabled={disabled}
    >
      {children}
    </button>
  );
}

/** A link that looks like what it is: the next thing to do. */
export function ButtonLink({ kind = 'primary', size = 'md', href, children }: Look & { href: string }) {
  return (
    <a class="ds-button" data-variant={kind} data-size={size} href={href}>
      {children}
    </a>
  );
}

export type ActionProps = {
  frame: Frame;
  /** Where the form is sent (POST). */
  url: string;
  kind?: ButtonKind;
  /** Why it cannot be done now; said beside the button, which is then disabled. */
  whyNot?: Child;
  children?: Child;
};

/** One thing that a person at the desk can do: a form with one button, and the reason where it cannot be done. */
export function Action({ frame, url, kind = 'primary', whyNot, children }: ActionProps) {
  return (
    <form class="action" method="post" action={url}>
      <CsrfField frame={frame} />
      <Button kind={kind} disabled={whyNot !== undefined}>
        {children}
      </Button>
      {whyNot !== undefined && <p class="why-not">{whyNot}</p>}
    </form>
  );
}

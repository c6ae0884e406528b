import { Parser } from 'htmlparser2';

/** Elements that stand on lines of their own, or whose words are not for readers. */
const BLOCKS = new Set([
  'p',
  'div',
  'br',
  'li',
  'ul',
  'ol',
  'tr',
  'td',
  'th',
  'table',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
]);
const HIDDEN = new Set(['script', 'style', 'head', 'template']);

/**
 * The words of a title that people wrote with markup (`Matrix <strong>single</strong> choice`), in one line, by
 * htmlparser2. A text without markup comes back as it was but for blanks.
 */
export function titleText(html: string): string {
  if (!/[<&]/.test(html)) return html.replace(/\s+/g, ' ').trim();
  let text = '';
  let hidden = 0;
  const parser = new Parser({
    onopentag: (name) => {
      if (HIDDEN.has(name)) hidden++;
      if (BLOCKS.has(name)) text += ' ';
    },
    onclosetag: (name) => {
      if (HIDDEN.has(name)) hidden--;
      if (BLOCKS.has(name)) text += ' ';
    },
    ontext: (words) => {
      if (hidden === 0) text += words;
    },
  });
  parser.end(html);
  return text.replace(/\s+/g, ' ').trim();
}

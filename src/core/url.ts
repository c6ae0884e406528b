/** Where a source shows a contribution: the URL and the name of its host; null for anything but http and https. */
export function webUrl(text: string | null): { href: string; host: string } | null {
  const url = text === null ? null : URL.parse(text);
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? { href: url.href, host: url.host } : null;
}

import type { Consultation } from '../../store/consultation.ts';
import { consultationUrl, homeUrl } from '../address.ts';
import type { Crumb } from '../component/page.tsx';
import type { Reader } from '../component/reader.tsx';

/** What every page below a consultation says of it. */
export type ConsultationHead = Pick<Consultation, 'slug' | 'title' | 'timeZone' | 'exampleNotice'>;

/** The way from home to a page below a consultation. */
export function crumbsBelow(reader: Reader, head: ConsultationHead, ...more: Crumb[]): Crumb[] {
  return [
    { url: homeUrl(), label: reader.text('ui.consultations') },
    { url: consultationUrl(head.slug), label: reader.localText(head.title) },
    ...more,
  ];
}

import { fileURLToPath } from 'node:url';
import type { Actor } from '../core/capability.ts';
import { type LocalText, written } from '../core/text.ts';
import { atWallClock, dayIn, endOfDay, startOfDay } from '../core/time.ts';
import { openDelivery } from '../intake/read.ts';
import type { NewConsultation } from '../store/consultation.ts';
import type { Store } from '../store/open.ts';
import { said, setUpStrategy } from './example-strategy.ts';
import { type ImportOptions, importDelivery } from './import.ts';

/** Real contributions that come with the program. */
export type Dataset = {
  folder: string;
  file: string;
  map: string;
  reportLanguage: string;
  /** So that the first start shows a report within a minute; the rest is read by the static table. */
  encoderTokenBudget: number;
};

/** A consultation that an empty house opens with. */
export type Example = {
  slug: string;
  consultation: (now: Date) => NewConsultation;
  dataset: Dataset | null;
  /** Adds what else it has; can be done again where it was cut off. */
  setUp?: (store: Store, actor: Actor, consultationId: string) => Promise<void>;
};

const EXAMPLES_FOLDER = fileURLToPath(new URL('../../examples/', import.meta.url));

/** Takes an example's contributions in. */
export async function importExample(
  store: Store,
  actor: Actor,
  consultationId: string,
  dataset: Dataset,
  options: Pick<ImportOptions, 'onProgress' | 'signal'>,
): Promise<void> {
  const folder = `${EXAMPLES_FOLDER}${dataset.folder}/`;
  const delivery = await openDelivery(`${folder}${dataset.file}`, { map: `${folder}${dataset.map}` });
  await importDelivery(store, delivery, { actor, consultationId, ...options });
}

function bonn(): NewConsultation {
  const zone = 'Europe/Berlin';
  return {
    slug: 'cycling-dialogue-bonn-2017',
    title: written({ en: 'Cycling dialogue Bonn 2017', de: 'Raddialog Bonn 2017' }),
    summary: written({
      en: 'What should be better for people who cycle in Bonn? For five weeks, everybody could put a proposal on the map of the city.',
      de: 'Was soll für Menschen, die in Bonn Rad fahren, besser werden? Fünf Wochen lang konnten alle einen Vorschlag auf den Stadtplan setzen.',
    }),
    leadBody: written({ en: 'City of Bonn', de: 'Stadt Bonn' }),
    timeZone: zone,
    languages: ['de'],
    exampleNotice: written({
      en: 'Example with real contributions. The City of Bonn held this dialogue in 2017 and has no part in this page; the themes and the report are made by Antiphon on this machine.',
      de: 'Beispiel mit echten Beiträgen. Die Stadt Bonn hat diesen Dialog 2017 geführt und ist an dieser Seite nicht beteiligt; Themen und Bericht macht Antiphon auf diesem Rechner.',
    }),
    licence: written({
      en: 'Contributions: Raddialog der Stadt Bonn 2017, Tobias Escher, Düsseldorf Institute for Internet and Democracy, CC BY 4.0. Each one is shown with its address on raddialog.bonn.de.',
      de: 'Beiträge: Raddialog der Stadt Bonn 2017, Tobias Escher, Düsseldorf Institute for Internet and Democracy, CC BY 4.0. Jeder steht hier mit seiner Adresse auf raddialog.bonn.de.',
    }),
    stages: [
      {
        kind: 'call_for_evidence',
        title: written({ en: 'Online dialogue', de: 'Online-Dialog' }),
        opensAt: startOfDay('2017-09-13', zone),
        closesAt: endOfDay('2017-10-18', zone),
      },
    ],
  };
}

/** Days after the first start: the call opens on that day, so that a newcomer can answer at once. */
const DAYS = {
  call: [0, 34],
  series: [7, 31],
  workshop: [50, 51],
  synthesis: [52, 90],
  outcome: [140, 170],
} as const;

/** The same day, or the Monday after it where it is a Saturday or Sunday. */
function workingDay(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  const weekday = at.getUTCDay();
  const later = weekday === 6 ? 2 : weekday === 0 ? 1 : 0;
  return new Date(at.getTime() + later * 24 * 3_600_000).toISOString().slice(0, 10);
}

/** Core areas of the four webinars, each its own; the first as in the Commission's account of February 2026. */
const WEBINARS: { slug: string; day: number; title: LocalText; summary: LocalText; coreAreas: LocalText[] }[] = [
  {
    slug: 'international-dimension',
    day: 7,
    title: written({ en: 'The international dimension', de: 'Die internationale Dimension' }),
    summary: written({
      en: 'How can vocational education and training attract talent, improve through cooperation, and learn from partners outside the Union?',
      de: 'Wie kann die Berufsbildung Talente anziehen, durch Zusammenarbeit besser werden und von Partnern außerhalb der Union lernen?',
    }),
    coreAreas: [
      written({ en: 'Attracting skilled talent', de: 'Fachkräfte gewinnen' }),
      written({
        en: 'Improving systems through international cooperation',
        de: 'Systeme durch internationale Zusammenarbeit verbessern',
      }),
      written({
        en: 'Peer learning and exchange of best practice with third countries and international organisations',
        de: 'Voneinander lernen und gute Praxis austauschen, mit Drittländern und internationalen Organisationen',
      }),
    ],
  },
  {
    slug: 'quality-and-attractiveness',
    day: 14,
    title: written({ en: 'Quality and attractiveness', de: 'Qualität und Attraktivität' }),
    summary: written({
      en: 'What makes vocational education a first choice, and how is its quality seen?',
      de: 'Was macht Berufsbildung zur ersten Wahl, und woran erkennt man ihre Qualität?',
    }),
    coreAreas: [
      written({ en: 'Guidance and image', de: 'Beratung und Ansehen' }),
      written({ en: 'Teachers and trainers', de: 'Lehrkräfte und Ausbilder' }),
      written({ en: 'Quality assurance', de: 'Qualitätssicherung' }),
    ],
  },
  {
    slug: 'skills-for-the-transitions',
    day: 21,
    title: written({
      en: 'Skills for the green and digital transitions',
      de: 'Kompetenzen für den grünen und digitalen Wandel',
    }),
    summary: written({
      en: 'Which skills are needed, who teaches them, and how are they recognised?',
      de: 'Welche Kompetenzen werden gebraucht, wer vermittelt sie, und wie werden sie anerkannt?',
    }),
    coreAreas: [
      written({ en: 'Curricula and micro-credentials', de: 'Lehrpläne und Micro-Credentials' }),
      written({ en: 'Learning in companies', de: 'Lernen im Betrieb' }),
      written({ en: 'Adults who learn anew', de: 'Erwachsene, die neu lernen' }),
    ],
  },
  {
    slug: 'inclusion-and-mobility',
    day: 28,
    title: written({ en: 'Inclusion and mobility', de: 'Teilhabe und Mobilität' }),
    summary: written({
      en: 'Who is not reached yet, and what keeps learners from moving between places and systems?',
      de: 'Wer wird noch nicht erreicht, und was hält Lernende davon ab, zwischen Orten und Systemen zu wechseln?',
    }),
    coreAreas: [
      written({ en: 'Learners with fewer opportunities', de: 'Lernende mit geringeren Chancen' }),
      written({ en: 'Recognition across borders', de: 'Anerkennung über Grenzen hinweg' }),
      written({ en: 'Less administrative burden', de: 'Weniger Verwaltungsaufwand' }),
    ],
  },
];

function strategy(now: Date): NewConsultation {
  const zone = 'Europe/Brussels';
  const day = (n: number) => dayIn(new Date(now.getTime() + n * 24 * 3_600_000), zone);
  const from = ([first, last]: readonly [number, number]) => ({
    opensAt: startOfDay(day(first), zone),
    closesAt: endOfDay(day(last), zone),
  });
  return {
    slug: 'vocational-education-strategy',
    title: written({
      en: 'A strategy for vocational education and training',
      de: 'Eine Strategie für die berufliche Bildung',
    }),
    summary: written({
      en: 'The answers decide what the strategy for the next five years will ask of schools, companies and public bodies. Four webinars and an open call for evidence prepare it.',
      de: 'Die Antworten entscheiden, was die Strategie der nächsten fünf Jahre von Schulen, Betrieben und Behörden verlangt. Vier Webinare und ein offener Aufruf bereiten sie vor.',
    }),
    leadBody: written({
      en: 'Office for Skills and Learning (fictitious)',
      de: 'Amt für Kompetenzen und Lernen (erdacht)',
    }),
    contact: said(
      'Office for Skills and Learning (fictitious). Nobody answers: this is an example.',
      'Amt für Kompetenzen und Lernen (erdacht). Niemand antwortet: das ist ein Beispiel.',
      'Office des compétences et de l’apprentissage (fictif). Personne ne répond: ceci est un exemple.',
    ),
    privacyStatement: said(
      'What you write stays on the machine on which this example runs. Names and e-mail addresses are kept apart from your words; your words are published only where you choose so. With your receipt you can withdraw at any time, and ask for your words to be erased.',
      'Was Sie schreiben, bleibt auf dem Rechner, auf dem dieses Beispiel läuft. Namen und E-Mail-Adressen werden getrennt von Ihren Worten aufbewahrt; Ihre Worte werden nur veröffentlicht, wenn Sie das so wählen. Mit Ihrem Beleg können Sie jederzeit zurückziehen und die Löschung Ihrer Worte verlangen.',
      'Ce que vous écrivez reste sur la machine où tourne cet exemple. Les noms et adresses électroniques sont conservés à part; vos mots ne sont publiés que si vous le choisissez. Avec votre reçu, vous pouvez à tout moment vous retirer et demander l’effacement de vos mots.',
    ),
    timeZone: zone,
    languages: ['en', 'de', 'fr'],
    exampleNotice: written({
      en: 'Example, modelled on the Commission’s process of 2026. The body that runs it is fictitious.',
      de: 'Beispiel nach dem Vorbild des Verfahrens der Kommission von 2026. Die Stelle, die es führt, ist erdacht.',
    }),
    licence: null,
    stages: [
      {
        kind: 'call_for_evidence',
        title: written({ en: 'Call for evidence', de: 'Aufruf zur Stellungnahme' }),
        ...from(DAYS.call),
      },
      {
        kind: 'event_series',
        title: written({ en: 'Four consultation webinars', de: 'Vier Konsultations-Webinare' }),
        ...from(DAYS.series),
        events: WEBINARS.map(({ day: after, ...webinar }) => ({
          ...webinar,
          kind: 'webinar' as const,
          startsAt: atWallClock(workingDay(day(after)), '10:00', zone),
          endsAt: atWallClock(workingDay(day(after)), '12:00', zone),
        })),
      },
      {
        kind: 'workshop',
        title: written({ en: 'Workshop with the member states', de: 'Werkstatt mit den Mitgliedstaaten' }),
        ...from(DAYS.workshop),
      },
      { kind: 'synthesis', title: written({ en: 'Synthesis report', de: 'Synthesebericht' }), ...from(DAYS.synthesis) },
      { kind: 'outcome', title: written({ en: 'Communication', de: 'Mitteilung' }), ...from(DAYS.outcome) },
    ],
  };
}

/** What an empty house opens with. */
export const EXAMPLES: Example[] = [
  {
    slug: 'cycling-dialogue-bonn-2017',
    consultation: bonn,
    dataset: {
      folder: 'cycling-dialogue-bonn-2017',
      file: 'dataset.csv',
      map: 'map.json',
      reportLanguage: 'en',
      encoderTokenBudget: 150_000,
    },
  },
  { slug: 'vocational-education-strategy', consultation: strategy, dataset: null, setUp: setUpStrategy },
];

import type { AgendaItem } from '../core/agenda.ts';
import type { Actor } from '../core/capability.ts';
import { realClock, realRandom } from '../core/id.ts';
import type { Question } from '../core/question.ts';
import type { Target } from '../core/stakeholder-map.ts';
import type { LocalText } from '../core/text.ts';
import { stagesOf } from '../store/consultation.ts';
import { saveDocument } from '../store/document.ts';
import { describeEvent } from '../store/event-change.ts';
import { areasOf, headingsOf, setHeadings } from '../store/heading.ts';
import { type HostedEvent, hostedEventsOf } from '../store/hosted-event.ts';
import type { Store } from '../store/open.ts';
import { makeQuestionnaire, publishDraft, questionnairesOf } from '../store/questionnaire-draft.ts';
import { askingOf, setAsking } from '../store/stage.ts';
import { setTargets, targetsOf } from '../store/stakeholder-map.ts';

/** English and German are written; French is translated by a machine, and its readers are told so. */
export function said(en: string, de: string, fr: string): LocalText {
  return {
    en: { text: en, origin: 'written' },
    de: { text: de, origin: 'written' },
    fr: { text: fr, origin: 'machine' },
  };
}

const evidence = { purpose: 'evidence' as const };
const points: [string, LocalText][] = [
  ['1', said('Very badly', 'Sehr schlecht', 'Très mal')],
  ['2', said('Badly', 'Schlecht', 'Mal')],
  ['3', said('Neither', 'Teils, teils', 'Ni bien ni mal')],
  ['4', said('Well', 'Gut', 'Bien')],
  ['5', said('Very well', 'Sehr gut', 'Très bien')],
  ['none', said('No opinion', 'Keine Meinung', 'Sans opinion')],
];
const asOptions = (list: readonly (readonly [string, LocalText])[]) => list.map(([key, title]) => ({ key, title }));

/** What the call for evidence asks. */
export const CALL: Question[] = [
  {
    ...evidence,
    key: 'about',
    kind: 'section',
    title: said('About you', 'Über Sie', 'À propos de vous'),
    help: said(
      'So that the report can say who was heard. Names are published only where you choose so at the end.',
      'Damit der Bericht sagen kann, wer gehört wurde. Namen werden nur veröffentlicht, wenn Sie das am Ende so wählen.',
      'Pour que le rapport puisse dire qui a été entendu. Les noms ne sont publiés que si vous le choisissez à la fin.',
    ),
  },
  { ...evidence, key: 'q1', kind: 'profile', title: {}, required: true },
  {
    ...evidence,
    key: 'q2',
    kind: 'multiple',
    title: said(
      'How do you have to do with vocational education and training?',
      'Was haben Sie mit beruflicher Bildung zu tun?',
      'Quel est votre lien avec l’enseignement et la formation professionnels?',
    ),
    options: [
      ...asOptions([
        [
          'learner',
          said('I learn or have learnt in it', 'Ich lerne oder lernte darin', 'J’y suis ou y ai été apprenant'),
        ],
        ['teacher', said('I teach or train', 'Ich lehre oder bilde aus', 'J’enseigne ou je forme')],
        [
          'employer',
          said(
            'We employ or train apprentices',
            'Wir beschäftigen Auszubildende',
            'Nous employons ou formons des apprentis',
          ),
        ],
        [
          'provider',
          said(
            'We run a school or training centre',
            'Wir führen eine Schule oder ein Zentrum',
            'Nous gérons une école ou un centre',
          ),
        ],
        ['partner', said('We are a social partner', 'Wir sind Sozialpartner', 'Nous sommes un partenaire social')],
        [
          'authority',
          said('We set rules or pay', 'Wir setzen Regeln oder zahlen', 'Nous fixons des règles ou finançons'),
        ],
      ]),
      { key: 'other', title: said('In another way', 'Auf andere Weise', 'Autrement'), other: true },
      { key: 'none', title: said('Not at all', 'Gar nichts', 'Aucun'), exclusive: true },
    ],
  },
  {
    ...evidence,
    key: 'q3',
    kind: 'number',
    title: said(
      'How many apprentices or learners do you have at the moment?',
      'Wie viele Auszubildende oder Lernende haben Sie zurzeit?',
      'Combien d’apprentis ou d’apprenants avez-vous actuellement?',
    ),
    min: 0,
    whole: true,
    showIf: { all: [{ question: 'q2', is: 'one_of', values: ['employer', 'provider'] }] },
  },
  {
    ...evidence,
    key: 'today',
    kind: 'section',
    title: said('How it is today', 'Wie es heute ist', 'La situation actuelle'),
  },
  {
    ...evidence,
    key: 'q4',
    kind: 'matrix',
    title: said(
      'How well does vocational education in your country do each of these?',
      'Wie gut gelingt der beruflichen Bildung in Ihrem Land jedes davon?',
      'Dans votre pays, l’enseignement professionnel réussit-il à faire ceci?',
    ),
    rows: asOptions([
      [
        'attract',
        said(
          'Attract people who could also study',
          'Menschen gewinnen, die auch studieren könnten',
          'Attirer ceux qui pourraient aussi étudier',
        ),
      ],
      [
        'change',
        said(
          'Keep up with green and digital change',
          'Mit dem grünen und digitalen Wandel Schritt halten',
          'Suivre les transitions verte et numérique',
        ),
      ],
      [
        'adults',
        said(
          'Reach adults who are at work',
          'Erwachsene erreichen, die arbeiten',
          'Toucher les adultes qui travaillent',
        ),
      ],
      [
        'recognise',
        said(
          'Recognise what was learnt elsewhere',
          'Anerkennen, was anderswo gelernt wurde',
          'Reconnaître ce qui a été appris ailleurs',
        ),
      ],
    ]),
    options: asOptions(points),
  },
  {
    ...evidence,
    key: 'q5',
    kind: 'single',
    title: said(
      'Have you tried to have a qualification recognised in another country?',
      'Haben Sie versucht, einen Abschluss in einem anderen Land anerkennen zu lassen?',
      'Avez-vous essayé de faire reconnaître une qualification dans un autre pays?',
    ),
    options: asOptions([
      ['yes', said('Yes', 'Ja', 'Oui')],
      ['no', said('No', 'Nein', 'Non')],
    ]),
  },
  {
    ...evidence,
    key: 'q6',
    kind: 'country',
    title: said('In which country?', 'In welchem Land?', 'Dans quel pays?'),
    showIf: { all: [{ question: 'q5', is: 'one_of', values: ['yes'] }] },
  },
  {
    ...evidence,
    key: 'q7',
    kind: 'long_text',
    title: said('What happened?', 'Was ist dabei geschehen?', 'Que s’est-il passé?'),
    maxCharacters: 2000,
    showIf: { all: [{ question: 'q5', is: 'one_of', values: ['yes'] }] },
  },
  {
    ...evidence,
    key: 'next',
    kind: 'section',
    title: said('What should come next', 'Was kommen soll', 'La suite'),
  },
  {
    ...evidence,
    key: 'q8',
    kind: 'long_text',
    title: said(
      'Which challenge weighs most, and for whom?',
      'Welche Herausforderung wiegt am schwersten, und für wen?',
      'Quel défi pèse le plus, et pour qui?',
    ),
    help: said(
      'In any of the 24 languages of the Union. An example helps more than a principle.',
      'In jeder der 24 Sprachen der Union. Ein Beispiel hilft mehr als ein Grundsatz.',
      'Dans n’importe laquelle des 24 langues de l’Union. Un exemple aide plus qu’un principe.',
    ),
    maxCharacters: 4000,
    required: true,
  },
  {
    ...evidence,
    key: 'q9',
    kind: 'ranking',
    title: said(
      'What should the strategy put first?',
      'Was soll die Strategie voranstellen?',
      'Que la stratégie doit-elle privilégier?',
    ),
    help: said('Up to three.', 'Bis zu drei.', 'Trois au plus.'),
    maxChoices: 3,
    options: asOptions([
      [
        'micro',
        said(
          'Short courses that count (micro-credentials)',
          'Kurze Kurse, die zählen (Micro-Credentials)',
          'Des cours courts qui comptent (microcertifications)',
        ),
      ],
      ['mobility', said('Learning in other countries', 'Lernen in anderen Ländern', 'Apprendre dans d’autres pays')],
      [
        'teachers',
        said(
          'Time and training for teachers',
          'Zeit und Weiterbildung für Lehrende',
          'Du temps et des formations pour les enseignants',
        ),
      ],
      ['guidance', said('Guidance before a choice is made', 'Beratung vor der Wahl', 'L’orientation avant le choix')],
      ['burden', said('Less paperwork', 'Weniger Papierkram', 'Moins de paperasse')],
    ]),
  },
  {
    ...evidence,
    key: 'q10',
    kind: 'long_text',
    title: said(
      'What should the strategy do about it?',
      'Was soll die Strategie dafür tun?',
      'Que la stratégie doit-elle faire pour cela?',
    ),
    maxCharacters: 4000,
  },
  {
    ...evidence,
    key: 'q11',
    kind: 'file',
    title: said(
      'Papers that belong to your answer',
      'Papiere, die zu Ihrer Antwort gehören',
      'Documents à joindre à votre réponse',
    ),
    maxFiles: 3,
  },
]; // prettier-ignore

/** What registration for a webinar asks beside name and profile. */
export const REGISTRATION: Question[] = [
  {
    ...evidence,
    key: 'r1',
    kind: 'long_text',
    title: said('What should be talked about?', 'Worüber soll gesprochen werden?', 'De quoi faut-il parler?'),
    help: said(
      'Your words are a contribution to the consultation.',
      'Ihre Worte sind ein Beitrag zur Konsultation.',
      'Vos mots sont une contribution à la consultation.',
    ),
    maxCharacters: 1500,
  },
  {
    purpose: 'logistics',
    key: 'r2',
    kind: 'text',
    title: said(
      'What do you need to take part (sign language, captions, …)?',
      'Was brauchen Sie, um teilzunehmen (Gebärdensprache, Untertitel, …)?',
      'De quoi avez-vous besoin pour participer (langue des signes, sous-titres, …)?',
    ),
    maxCharacters: 300,
  },
];

const TARGETS: Target[] = [
  { kind: 'group', name: 'COMPANY', target: 30 },
  { kind: 'group', name: 'TRADE_UNION', target: 10 },
  { kind: 'group', name: 'PUBLIC_AUTHORITY', target: 20 },
  { kind: 'group', name: 'ACADEMIC_RESEARCH_INSTITUTION', target: 10 },
  { kind: 'group', name: 'NGO', target: null },
  { kind: 'group', name: 'EU_CITIZEN', target: null },
  ...['BG', 'CY', 'FI', 'IE', 'MT', 'PT'].map((name): Target => ({ kind: 'country', name, target: 3 })),
];

/** Headings of the synthesis, each with the core areas (event, place from 0) that belong to it. */
const HEADINGS: { title: LocalText; areas: [slug: string, area: number][] }[] = [
  {
    title: said('Choosing it', 'Sich dafür entscheiden', 'Le choisir'),
    areas: [
      ['international-dimension', 0],
      ['quality-and-attractiveness', 0],
    ],
  },
  {
    title: said('Teaching it', 'Es lehren', 'L’enseigner'),
    areas: [
      ['quality-and-attractiveness', 1],
      ['quality-and-attractiveness', 2],
      ['skills-for-the-transitions', 0],
    ],
  },
  {
    title: said('Learning at work', 'Im Betrieb lernen', 'Apprendre au travail'),
    areas: [
      ['skills-for-the-transitions', 1],
      ['skills-for-the-transitions', 2],
      ['inclusion-and-mobility', 0],
    ],
  },
  {
    title: said('Working across borders', 'Über Grenzen arbeiten', 'Travailler par-delà les frontières'),
    areas: [
      ['international-dimension', 1],
      ['international-dimension', 2],
      ['inclusion-and-mobility', 1],
      ['inclusion-and-mobility', 2],
    ],
  },
];

const DOCUMENT = {
  title: said(
    'Council Recommendation of 24 November 2020 on vocational education and training',
    'Empfehlung des Rates vom 24. November 2020 zur beruflichen Aus- und Weiterbildung',
    'Recommandation du Conseil du 24 novembre 2020 en matière d’enseignement et de formation professionnels',
  ),
  url: 'https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32020H1202(01)',
};

/**
 * What the example consultation has beside its dates: questionnaires, agendas, a document, a stakeholder map, headings. What
 * is there already stays, so that a start that was cut off is made good by the next one.
 */
export async function setUpStrategy(store: Store, actor: Actor, consultationId: string): Promise<void> {
  const call = await questionnaireFor(store, actor, consultationId, 'call', CALL);
  const registration = await questionnaireFor(store, actor, consultationId, 'registration', REGISTRATION);
  const asking = await askingOf(store.db, consultationId);
  const stage = (await stagesOf(store.db, consultationId)).find(({ kind }) => kind === 'call_for_evidence');
  if (stage && asking.get(stage.id)?.questionnaireId === null)
    await setAsking(store, actor, consultationId, stage.id, { questionnaireId: call, graceMinutes: 30 });
  for (const event of await hostedEventsOf(store.db, consultationId))
    if (event.agenda.length === 0) await hostWebinar(store, actor, event, registration);
  if ((await targetsOf(store.db, consultationId)).length > 0) return;
  await saveDocument(store, actor, consultationId, null, DOCUMENT);
  await mapHeadings(store, actor, consultationId);
  await setTargets(store, actor, consultationId, TARGETS); // the last step: with it all is there
}

async function questionnaireFor(
  store: Store,
  actor: Actor,
  consultationId: string,
  name: string,
  questions: Question[],
): Promise<string> {
  const found = (await questionnairesOf(store.db, consultationId)).find((entry) => entry.name === name);
  const id = found?.id ?? (await makeQuestionnaire(store, actor, consultationId, name, questions));
  if (!found || found.version === 0) await publishDraft(store, actor, consultationId, id);
  return id;
}

const SPEAKERS: [name: string, role: LocalText][] = [
  ['Ana Novak', said('Head of unit', 'Referatsleiterin', 'Cheffe d’unité')],
  ['Jonas Petersen', said('Researcher', 'Forscher', 'Chercheur')],
];
const BODY = said('fictitious', 'erdacht', 'fictif');

/** Two hours: an opening, a scene, an exchange on each core area, a wrap-up. */
function agendaOf(event: HostedEvent): AgendaItem[] {
  const speaker = (i: number) => SPEAKERS.slice(i, i + 1).map(([name, role]) => ({ name, role, body: BODY }));
  const exchanges = event.coreAreas.map(
    ({ title }, coreArea): AgendaItem => ({ kind: 'interactive_exchange', title, minutes: 25, coreArea, speakers: [] }),
  );
  return [
    {
      kind: 'opening',
      title: said('Opening', 'Eröffnung', 'Ouverture'),
      minutes: 10,
      coreArea: null,
      speakers: speaker(0),
    },
    {
      kind: 'scene_setting',
      title: said('Setting the scene', 'Zur Lage', 'État des lieux'),
      minutes: 20,
      coreArea: null,
      speakers: speaker(1),
    },
    ...exchanges,
    {
      kind: 'wrap_up',
      title: said('What was heard', 'Was gehört wurde', 'Ce qui a été entendu'),
      minutes: 15,
      coreArea: null,
      speakers: speaker(0),
    },
  ];
}

/** Nobody has registered when a webinar is set up, so that no mail is written. */
const noLink = () => '';
const NO_MAIL = {
  house: '',
  organiserAddress: '',
  links: { event: noLink, registration: noLink, receipt: noLink },
};

async function hostWebinar(store: Store, actor: Actor, event: HostedEvent, questionnaireId: string): Promise<void> {
  const wanted = {
    ...event,
    languages: ['en', 'de'],
    accessibility: said('Captions in English.', 'Untertitel auf Englisch.', 'Sous-titres en anglais.'),
    recording: said(
      'The webinar is not recorded.',
      'Das Webinar wird nicht aufgezeichnet.',
      'Le webinaire n’est pas enregistré.',
    ),
    takesRegistrations: true,
    capacity: 100,
    questionnaireId,
    agenda: agendaOf(event),
  };
  const made = { random: realRandom, clock: realClock, origin: NO_MAIL };
  await describeEvent(store, actor, event, wanted, false, made);
}

async function mapHeadings(store: Store, actor: Actor, consultationId: string): Promise<void> {
  if ((await headingsOf(store.db, consultationId)).length > 0) return;
  const events = await hostedEventsOf(store.db, consultationId);
  const known = new Set((await areasOf(store.db, consultationId)).map(({ id }) => id));
  const places = HEADINGS.flatMap(({ areas }, heading) =>
    areas.flatMap(([slug, area]): [string, number][] => {
      const id = events.find((event) => event.slug === slug)?.coreAreas[area]?.id;
      return id && known.has(id) ? [[id, heading]] : [];
    }),
  );
  const headings = HEADINGS.map(({ title }) => ({ id: null, title }));
  await setHeadings(store, actor, consultationId, headings, new Map(places));
}

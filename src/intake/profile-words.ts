import { COUNTRY_CODES } from '../core/country.ts';
import { LANGUAGES } from '../core/language.ts';
import type { Scope, Size, UserType } from '../core/profile.ts';
import type { PublicationChoice } from '../core/publication.ts';
import { normalForm } from '../core/text.ts';
import { ownCopy } from './values.ts';

/**
 * What portals and survey tools write for a stakeholder's type, size, scope, country and publication choice, read into
 * the codes of core/profile.ts. Everything is compared in its normal form; what is not known is null, and reported.
 */

/** Long labels of the Commission's portals first, then codes (with the misspelt ones that occur), then other languages. */
const USER_TYPE_WORDS: { readonly [type in UserType]: string } = {
  EU_CITIZEN:
    'eu citizen|eu citizens|citizen|citizens|individual|private person|private individual|eu bürger|eu bürgerin|bürger|bürgerin|privatperson|eu bürger in|citoyen de l ue|citoyen|citoyenne|citoyen ne de l ue|particulier|ciudadano de la ue|ciudadano|cittadino ue|cittadino dell ue|cittadino|eu burger|burger|obywatel ue|obywatel|cidadão da ue|cidadão|eu medborgare|medborgare|eu borger|borger|eu n kansalainen|kansalainen|občan eu|občan|občan eú|uniós polgár|cetățean al ue|cetățean ue|гражданин на ес|гражданин|πολίτης της εε|πολίτης|građanin eu a|državljan eu|el i kodanik|es pilsonis|es pilietis|ċittadin tal ue|saoránach den ae',
  NON_EU_CITIZEN:
    'non eu citizen|non eu citizens|nicht eu bürger|nicht eu bürgerin|citoyen hors ue|citoyen d un pays tiers|ressortissant d un pays tiers|ciudadano de fuera de la ue|cittadino extra ue|cittadino non ue|niet eu burger|obywatel spoza ue|cidadão de país terceiro|icke eu medborgare|ikke eu borger|eu n ulkopuolisen maan kansalainen|občan mimo eu|nem uniós polgár|cetățean non ue|гражданин на държава извън ес|πολίτης εκτός εε',
  COMPANY:
    'company|company business organisation|company business organization|company business|business|company business organisations|companies|enterprise|unternehmen|unternehmen unternehmensverband|unternehmen wirtschaftsorganisation|firma|entreprise|entreprise organisation professionnelle|empresa|empresa organización empresarial|impresa|impresa organizzazione imprenditoriale|azienda|bedrijf|onderneming|bedrijf bedrijfsorganisatie|przedsiębiorstwo|przedsiębiorstwo organizacja biznesowa|empresa organização empresarial|företag|företag företagsorganisation|virksomhed|virksomhed erhvervsorganisation|yritys|yritys tai yritysorganisaatio|společnost podnik|podnik|spoločnosť|vállalat|vállalkozás|companie|întreprindere|дружество|предприятие|εταιρεία|επιχείρηση|trgovačko društvo|podjetje|ettevõte|uzņēmums|įmonė|kumpanija|cuideachta',
  BUSINESS_ASSOCIATION:
    'business association|business associations|trade association|industry association|trade business or professional association|wirtschaftsverband|unternehmensverband|verband|association professionnelle|association d entreprises|organisation patronale|asociación empresarial|associazione di imprese|associazione imprenditoriale|associazione di categoria|bedrijfsvereniging|brancheorganisatie|ondernemersvereniging|stowarzyszenie przedsiębiorców|organizacja branżowa|associação empresarial|näringslivsorganisation|branschorganisation|erhvervssammenslutning|brancheforening|yritysjärjestö|elinkeinoelämän järjestö|podnikatelské sdružení|podnikateľské združenie|üzleti szövetség|vállalkozói szövetség|asociație de întreprinderi|asociație profesională|бизнес асоциация|επιχειρηματική ένωση|poslovno udruženje|poslovno združenje|ettevõtjate ühendus|uzņēmēju apvienība|verslo asociacija|assoċjazzjoni tan negozju|comhlachas gnó',
  NGO: 'ngo|ngo non governmental organisation|ngo non governmental organization|non governmental organisation|non governmental organization|non governmental organisation ngo|non governmental organization ngo|ngos|civil society organisation|civil society organization|nro|nichtregierungsorganisation|nro nichtregierungsorganisation|nichtregierungsorganisation nro|ong|ong organisation non gouvernementale|organisation non gouvernementale|organisation non gouvernementale ong|ong organización no gubernamental|organización no gubernamental|organización no gubernamental ong|organizzazione non governativa|organizzazione non governativa ong|ong organizzazione non governativa|ngo niet gouvernementele organisatie|niet gouvernementele organisatie|niet gouvernementele organisatie ngo|organizacja pozarządowa|organização não governamental|organização não governamental ong|icke statlig organisation|ikke statslig organisation|kansalaisjärjestö|nevládní organizace|mimovládna organizácia|nem kormányzati szervezet|civil szervezet|organizație neguvernamentală|ong organizație neguvernamentală|неправителствена организация|μη κυβερνητική οργάνωση|μκο|nevladina organizacija|valitsusväline organisatsioon|nevalstiska organizācija|nvo|nevyriausybinė organizacija|organizzazzjoni mhux governattiva|eagraíocht neamhrialtasach',
  TRADE_UNION:
    'trade union|trade unions|union|labour union|gewerkschaft|syndicat|sindicato|sindacato|organizzazione sindacale|vakbond|vakvereniging|związek zawodowy|fackförening|fackförbund|fagforening|ammattiliitto|ammattijärjestö|odborová organizace|odborový svaz|odborová organizácia|szakszervezet|sindicat|профсъюз|синдикат|συνδικαλιστική οργάνωση|συνδικάτο|sindikat|ametiühing|arodbiedrība|profesinė sąjunga|trejdjunjin|ceardchumann',
  ACADEMIC_RESEARCH_INSTITUTION:
    'academic research institution|academic research institute|academic research institutions|academic research insttitution|academic|academia|research institution|university|academic institution|hochschule forschungseinrichtung|wissenschaft|wissenschaftliche einrichtung|forschungseinrichtung|akademische einrichtung forschungseinrichtung|universität|hochschule|établissement universitaire institut de recherche|établissement universitaire de recherche|université|recherche|institución académica de investigación|institución académica o de investigación|universidad|istituto accademico di ricerca|istituzione accademica di ricerca|università|academische instelling onderzoeksinstelling|onderzoeksinstelling|universiteit|instytucja akademicka badawcza|uczelnia|instituição académica de investigação|instituição académica ou de investigação|universidade|universitet|akademisk institution forskningsinstitution|akademisk forskningsinstitution|tutkimuslaitos|yliopisto|akademická výzkumná instituce|akademická výskumná inštitúcia|tudományos kutatóintézet|egyetem|instituție academică de cercetare|universitate|научноизследователска институция|академична научноизследователска институция|ακαδημαϊκό ερευνητικό ίδρυμα|πανεπιστήμιο|akademska istraživačka ustanova|akademska raziskovalna ustanova|teadusasutus|akadēmiska pētniecības iestāde|akademinė mokslinių tyrimų įstaiga|istituzzjoni akkademika ta riċerka|institiúid acadúil taighde',
  PUBLIC_AUTHORITY:
    'public authority|public authorities|government|public body|public administration|national authority|behörde|öffentliche behörde|öffentliche stelle|verwaltung|kommune|autorité publique|administration publique|pouvoirs publics|autoridad pública|administración pública|autorità pubblica|pubblica amministrazione|ente pubblico|overheid|overheidsinstantie|organ publiczny|władze publiczne|autoridade pública|offentlig myndighet|myndighet|offentlig myndighed|myndighed|viranomainen|julkinen viranomainen|orgán veřejné správy|veřejný orgán|orgán verejnej správy|verejný orgán|hatóság|közigazgatási szerv|autoritate publică|публичен орган|държавен орган|δημόσια αρχή|tijelo javne vlasti|javni organ|ametiasutus|valsts iestāde|valdžios institucija|awtorità pubblika|údarás poiblí',
  CONSUMER_ORGANISATION:
    'consumer organisation|consumer organization|consumer organisations|consumer association|verbraucherorganisation|verbraucherverband|organisation de consommateurs|association de consommateurs|organización de consumidores|organizzazione di consumatori|associazione di consumatori|consumentenorganisatie|organizacja konsumencka|organização de consumidores|konsumentorganisation|forbrugerorganisation|kuluttajajärjestö|spotřebitelská organizace|spotrebiteľská organizácia|fogyasztóvédelmi szervezet|organizație de consumatori|потребителска организация|οργάνωση καταναλωτών|organizacija potrošača|organizacija potrošnikov|tarbijaorganisatsioon|patērētāju organizācija|vartotojų organizacija|organizzazzjoni tal konsumaturi',
  ENVIRONMENTAL_ORGANISATION:
    'environmental organisation|environmental organization|environmental organisations|umweltorganisation|umweltverband|organisation de protection de l environnement|organisation environnementale|organización medioambiental|organizzazione ambientale|organizzazione ambientalista|milieuorganisatie|organizacja ekologiczna|organização ambiental|miljöorganisation|miljøorganisation|ympäristöjärjestö|environmentální organizace|environmentálna organizácia|környezetvédelmi szervezet|organizație de mediu|екологична организация|περιβαλλοντική οργάνωση|organizacija za zaštitu okoliša|okoljska organizacija|keskkonnaorganisatsioon|vides organizācija|aplinkosaugos organizacija|organizzazzjoni ambjentali',
  OTHER:
    'other|others|other organisation|other please specify|sonstige|sonstiges|andere|anderes|autre|autres|otro|otros|otra|altro|altri|overig|overige|anders|inne|inny|outro|outros|annat|övrigt|andet|muu|jiný|jiné|iné|iný|egyéb|altul|altele|друго|други|άλλο|ostalo|drugo|muud|cits|cita|kita|oħrajn|eile',
};

const SIZE_WORDS: { readonly [size in Size]: string } = {
  MICRO:
    'micro|micro 10 employees|micro 1 to 9 employees|micro 1 9|1 9|micro enterprise|kleinst|kleinstunternehmen|kleinst 1 bis 9 beschäftigte|très petite|micro entreprise|microempresa|microimpresa|zeer klein|mikro',
  SMALL:
    'small|small 50 employees|small 10 to 49 employees|small 10 49|10 49|klein|klein 10 bis 49 beschäftigte|petite|pequeña|piccola|klein|mała|mały|pequena|liten|små|lille|pieni|malý|malá|kicsi|mică|малка|малък|μικρή|mala|majhna|väike|maza|mažas',
  MEDIUM:
    'medium|medium 250 employees|medium 50 to 249 employees|medium 50 249|50 249|mittel|mittelgroß|mittel 50 bis 249 beschäftigte|moyenne|mediana|media|middelgroot|średnia|średni|média|medelstor|mellemstor|keskisuuri|střední|stredná|közepes|mijlocie|средна|среден|μεσαία|srednja|keskmine|vidēja|vidutinis',
  LARGE:
    'large|large 250 or more|large 250 employees or more|large 250|250|250 or more|groß|groß ab 250 beschäftigte|groß 250 oder mehr|grande|groot|duża|duży|stor|suuri|velký|velká|veľká|nagy|голяма|голям|μεγάλη|velika|suur|liela|didelis',
};

const SCOPE_WORDS: { readonly [scope in Scope]: string } = {
  INTERNATIONAL:
    'international|european|eu|international european|europäisch|européen|internacional|internazionale|internationaal|międzynarodowy|internationell|kansainvälinen|mezinárodní|medzinárodný|nemzetközi|internațional|международен|διεθνές|međunarodni|mednarodni|rahvusvaheline|starptautisks|tarptautinis',
  NATIONAL:
    'national|federal|nacional|nazionale|nationaal|krajowy|nationell|kansallinen|vnitrostátní|vnútroštátny|národní|nemzeti|országos|național|национален|εθνικό|nacionalni|nacionalen|riiklik|valsts|nacionalinis|bundesweit',
  REGIONAL:
    'regional|regionale|régional|regionaal|regionalny|alueellinen|regionální|regionálny|regionális|регионален|περιφερειακό|regionalni|piirkondlik|reģionāls|regioninis',
  LOCAL:
    'local|municipal|lokal|örtlich|kommunal|locale|lokaal|lokalny|paikallinen|místní|miestny|helyi|местен|τοπικό|lokalni|lokalen|kohalik|vietējs|vietinis',
};

const PUBLICATION_WORDS: { readonly [choice in Exclude<PublicationChoice, 'unknown'>]: string } = {
  with_name:
    'the feedback can be published with your personal information|my contribution can be published with my personal information|with your personal information|public|with name|published with name|with personal information|with my name|der beitrag kann mit ihren personenbezogenen daten veröffentlicht werden|mit namen|mit meinem namen|mit personenbezogenen daten|öffentlich|avec les données personnelles|avec mon nom|publique|avec nom|con los datos personales|con mi nombre|público|con i dati personali|con il mio nome|pubblico|met persoonsgegevens|met naam|openbaar|z danymi osobowymi|publiczny|com os seus dados pessoais|com nome|med personuppgifter|med namn|offentlig|med personoplysninger|julkinen|namentlich|ja mit namen|ja namentlich|mit namensnennung|veröffentlichung mit namen|yes with my name|yes with name|oui avec mon nom|oui avec nom|sí con mi nombre|sì con il mio nome|ja met naam|tak z imieniem i nazwiskiem',
  anonymous:
    'the feedback can be published in an anonymous way|my contribution can be published anonymously|anonymous|anonymously|in an anonymous way|publish anonymously|der beitrag kann in anonymisierter form veröffentlicht werden|anonym|anonymisiert|ohne namen|anonyme|de manière anonyme|anonymement|anónimo|de forma anónima|anónima|anonimo|in forma anonima|anoniem|anonimowo|anonimowy|de forma anónima|anonymt|nimettömänä|anonymně|anonymne|anonymný|névtelen|névtelenül|anonim|анонимно|анонимен|ανώνυμα|ανώνυμο|anonimno|anonüümselt|anonīmi|anonimiškai|b mod anonimu|ja anonym|nur anonym|ja ohne namen|ohne namensnennung|veröffentlichung ohne namen|anonymisiert veröffentlichen|yes anonymously|yes but anonymously|without my name|without name|oui anonymement|oui de manière anonyme|sans mon nom|sí de forma anónima|sì in forma anonima|ja anoniem|tak anonimowo',
  not_published:
    'not published|do not publish|confidential|not to be published|no publication|private|non public|cannot be published|nicht veröffentlichen|vertraulich|keine veröffentlichung|ne pas publier|confidentiel|no publicar|confidencial|non pubblicare|riservato|niet publiceren|vertrouwelijk|nie publikować|poufne|não publicar|publicera inte|konfidentiellt|fortroligt|offentliggør ikke|ei julkaista|luottamuksellinen|nezveřejňovat|důvěrné|nezverejňovať|bizalmas|confidențial|поверително|εμπιστευτικό|nein nicht veröffentlichen|nicht veröffentlicht|nicht öffentlich|darf nicht veröffentlicht werden|no do not publish|non ne pas publier|no no publicar',
};

/** Yes and no, true and false, in the 24 languages: two of them make a closed question however few the rows. */
const YES_NO =
  'yes|no|ja|nein|oui|non|sí|si|sì|nee|tak|nie|sim|não|nej|kyllä|ei|ano|ne|áno|igen|nem|da|nu|да|не|ναι|όχι|jah|jā|nē|taip|iva|le|tá|níl|true|false|wahr|falsch|vrai|faux|y|n|0|1|x|✓|✗|checked|unchecked|selected|not selected|agree|disagree|no opinion|don t know|i don t know|keine meinung|keine angabe|weiß nicht|sans opinion|sans avis|ne sait pas|no sabe|ns nc|nessuna opinione|non so|geen mening|weet niet|brak opinii|nie wiem|sem opinião|não sei|ingen åsikt|vet inte|ved ikke|en osaa sanoa|other|sonstige|autre';

function lookup<Code extends string>(table: { readonly [code in Code]: string }): Map<string, Code> {
  const found = new Map<string, Code>();
  for (const code of Object.keys(table) as Code[]) {
    found.set(normalForm(code), code);
    for (const word of table[code].split('|')) found.set(word, code);
  }
  return found;
}

const userTypes = lookup(USER_TYPE_WORDS);
const sizes = lookup(SIZE_WORDS);
const scopes = lookup(SCOPE_WORDS);
const publications = lookup(PUBLICATION_WORDS);
const yesNo = new Set(YES_NO.split('|'));

export function userTypeFrom(label: string): UserType | null {
  return userTypes.get(normalForm(label)) ?? null;
}

export function sizeFrom(label: string): Size | null {
  return sizes.get(normalForm(label)) ?? null;
}

export function scopeFrom(label: string): Scope | null {
  return scopes.get(normalForm(label)) ?? null;
}

/** What is not understood is `unknown`: nothing is published without a recorded choice. */
export function publicationFrom(label: string): PublicationChoice {
  return publications.get(normalForm(label)) ?? 'unknown';
}

/**
 * The same for an option of a question that is known to ask about publication: there a word at the front is enough, as in
 * `Anonymous: your name will not be published`.
 */
export function publicationFromOption(label: string): PublicationChoice {
  const whole = publicationFrom(label);
  if (whole !== 'unknown') return whole;
  const front = publicationFrom(label.split(/[:.,(\n–—]/)[0] ?? '');
  return front === 'unknown' ? publicationFrom(normalForm(label).split(' ')[0] ?? '') : front;
}

export function isYesNo(value: string): boolean {
  return yesNo.has(normalForm(value) || value.trim());
}

/** Names that people and older exports use beside those of the Unicode data. */
const MORE_COUNTRIES: { readonly [code: string]: string } = {
  CZ: 'czech republic|the czech republic|tschechische republik|république tchèque',
  NL: 'the netherlands|holland',
  TR: 'turkey|türkiye|republic of turkey',
  GB: 'uk|great britain|england|scotland|wales|northern ireland|united kingdom of great britain and northern ireland|großbritannien',
  US: 'usa|us|united states of america|u s a|the united states',
  KR: 'south korea|republic of korea|korea',
  KP: 'north korea',
  RU: 'russian federation',
  CI: 'ivory coast',
  MK: 'north macedonia|macedonia|fyrom|former yugoslav republic of macedonia',
  MD: 'republic of moldova',
  CD: 'democratic republic of the congo',
  CG: 'congo|republic of the congo',
  SK: 'slovak republic',
  IE: 'republic of ireland',
  EL: 'hellas',
  VA: 'holy see',
  PS: 'palestine|palestinian territories',
  XK: 'kosovo',
  VN: 'viet nam',
  IR: 'islamic republic of iran',
  SY: 'syrian arab republic',
  TZ: 'united republic of tanzania',
  VE: 'bolivarian republic of venezuela',
  BO: 'plurinational state of bolivia',
  LA: 'lao pdr|lao people s democratic republic',
  BN: 'brunei darussalam',
  CV: 'cabo verde',
  SZ: 'eswatini|swaziland',
  TW: 'chinese taipei',
  HK: 'hong kong',
  MO: 'macau|macao',
  CN: 'people s republic of china',
  BA: 'bosnia|bosnia and herzegovina',
  MM: 'burma',
  TL: 'east timor',
  FM: 'micronesia',
}; // prettier-ignore

let countries: Map<string, string> | undefined;

/**
 * The country that a name or code stands for, as ISO 3166-1 alpha-2 (`XK` for Kosovo): names in the 24 languages of the
 * Union, alpha-2 and alpha-3 codes (and `EL`, `UK`, which the Union writes), and common other names.
 */
export function countryFrom(label: string): string | null {
  const before = labels.get(label);
  if (before !== undefined) return before;
  countries ??= countryNames();
  const country = countries.get(countryForm(label)) ?? null;
  if (labels.size < LABELS_MAX) labels.set(ownCopy(label), country);
  return country;
}

/** Labels as they were met: a file has the same few a hundred thousand times. */
const labels = new Map<string, string | null>();
const LABELS_MAX = 5_000;

/** `Côte d’Ivoire` and `Cote d'Ivoire` are the same: accents go too, as exports often lose them. */
function countryForm(label: string): string {
  return normalForm(label)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/^(?:the|la|le|les|die|der) /, '');
}

function countryNames(): Map<string, string> {
  const found = new Map<string, string>();
  for (const language of LANGUAGES) {
    for (const style of ['long', 'short'] as const) {
      const names = new Intl.DisplayNames([language], { type: 'region', style, fallback: 'none' });
      for (const { alpha2 } of COUNTRY_CODES) {
        const name = names.of(alpha2);
        if (name) found.set(countryForm(name), alpha2);
      }
    }
  }
  for (const [code, names] of Object.entries(MORE_COUNTRIES)) {
    for (const name of names.split('|')) found.set(countryForm(name), code === 'EL' ? 'GR' : code);
  }
  for (const { alpha2, alpha3 } of COUNTRY_CODES) {
    found.set(alpha2.toLowerCase(), alpha2).set(alpha3.toLowerCase(), alpha2);
  }
  return found.set('el', 'GR').set('uk', 'GB');
}

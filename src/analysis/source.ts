/** What makes a passage evidence rather than an opinion: a figure with what it counts, or a source. */
export type EvidenceMark = 'figure' | 'source';

/** A number with a sign or unit that is written alike in all languages, or a large number. */
const FIGURE =
  /\d[\d.,\u00a0\u202f ]*(?:%|‰|€|\$|£|°C|(?:k|M|G|T)?Wh\b|km²?\b|m²|m³|ha\b|kg\b|CO2|dB(?:\(A\))?|Mio\b|Mrd\b|mln\b|mld\b|млн|млрд|εκατ)|[€$£]\s?\d|\b\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+\b|(?<![\d.,])\b\d+[.,]\d+\b(?![.,]?\d)/u;

/** Per cent, millions and the like in words, in the 24 languages. */
const FIGURE_IN_WORDS =
  /\d[\d.,]*[\s\u00a0]*(?:percent|per cent|prozent|pour ?cents?|por ?ciento|per ?cento|por ?cento|procent\p{L}*|procen\p{L}*|protsent\p{L}*|prosent\p{L}*|százalék\p{L}*|postot\p{L}*|odstot\p{L}*|faoin gcéad|fil-mija|τοις εκατό|процент\p{L}*|на сто|million\p{L}*|milli[oó]n\p{L}*|miljon\p{L}*|miljard\p{L}*|miljoon\p{L}*|milión\p{L}*|milión\p{L}*|milijun\p{L}*|milijon\p{L}*|milijard\p{L}*|miljun\p{L}*|milioni|milioane|milion\p{L}*|milh[õo]\p{L}*|millió\p{L}*|milliárd\p{L}*|billion\p{L}*|milliard\p{L}*|Milliarde\p{L}*|εκατομμύρι\p{L}*|милион\p{L}*|милиард\p{L}*|euros?|eur\b|евро|ευρώ|eiro\b|eur[óaou]\p{L}*)/iu;

/** Addresses on the web, DOIs, footnotes and laws by number, "et al.", an author with a year in brackets. */
const SOURCE =
  /https?:\/\/|\bwww\.\p{L}|\bdoi:|\b10\.\d{4,}\/|\bet al\b|\bISBN\b|\(\p{Lu}[\p{L}.&,\s-]{1,60},?\s(?:19|20)\d{2}[a-z]?\)|\p{Lu}\p{L}+ \((?:19|20)\d{2}[a-z]?\)|\b(?:19|20)\d{2}\/\d{1,4}\b|\b\d{1,4}\/(?:19|20)\d{2}\b|COM\(\d{4}\)/u;

/** Words for studies, surveys, statistics and reports, by their stems, beside a year. */
const STUDY =
  /\b(?:stud(?:y|ies|ie|ien|iu|iul|iją|ija|ije|ii)|survey|statistic\p{L}*|Statisti\p{L}*|Gutachten|Umfrage|Untersuchung\p{L}*|étude\p{L}*|enquête|rapport\p{L}*|estudio\p{L}*|encuesta|informe|inform[eă]|studi\p{L}*|indagine|estudos?|relatório|onderzoek|undersökning\p{L}*|undersøgelse\p{L}*|tutkimu\p{L}*|uuring\p{L}*|pētījum\p{L}*|tyrim\p{L}*|bada[nń]\p{L}*|výzkum\p{L}*|výskum\p{L}*|štúdi\p{L}*|istraživanj\p{L}*|raziskav\p{L}*|tanulmány\p{L}*|felmérés\p{L}*|staidéar|istħarriġ|Eurostat|OECD|OCDE|CEDEFOP)(?!\p{L})|изследван\p{L}*|проучван\p{L}*|μελέτ\p{L}*|έρευν\p{L}*/iu;
const YEAR = /(?<!\d)(?:19|20)\d{2}(?!\d)/u;

/**
 * Whether a passage names a figure or a source. By rules, which hold in the 24 languages: numbers with units, shares, sums of
 * money, large numbers; web addresses, laws and papers by number or year, studies with a year.
 */
export function findEvidenceMark(text: string): EvidenceMark | null {
  if (SOURCE.test(text) || (STUDY.test(text) && YEAR.test(text))) return 'source';
  return FIGURE.test(text) || FIGURE_IN_WORDS.test(text) ? 'figure' : null;
}

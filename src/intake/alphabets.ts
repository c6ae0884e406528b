import type { Language } from '../core/language.ts';

/** The letters beyond a to z that each language writes, lower case: what makes a reading of bytes plausible. */
export const LETTERS: { readonly [language in Language]: string } = {
  bg: 'абвгдежзийклмнопрстуфхцчшщъьюя',
  es: 'áéíóúüñ',
  cs: 'áčďéěíňóřšťúůýž',
  da: 'æøåé',
  de: 'äöüß',
  et: 'äöõüšž',
  el: 'αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ',
  en: 'éèïñç',
  fr: 'àâæçéèêëîïôœùûüÿ',
  ga: 'áéíóú',
  hr: 'čćđšž',
  it: 'àèéìíîòóùú',
  lv: 'āčēģīķļņšūž',
  lt: 'ąčęėįšųūž',
  hu: 'áéíóöőúüű',
  mt: 'ċġħżàèìòù',
  nl: 'áéëïíóöúüèê',
  pl: 'ąćęłńóśźż',
  pt: 'áâãàçéêíóôõúü',
  ro: 'ăâîșțşţ',
  sk: 'áäčďéíĺľňóôŕšťúýž',
  sl: 'čšžćđ',
  fi: 'äöåšž',
  sv: 'åäöé',
};

/** Signs that any language may have between its words. */
export const SIGNS = '„“”‚‘’«»‹›–—…•·§°€£©®™½¼¾²³±×µ¡¿ªº´\u00a0\u00ad';

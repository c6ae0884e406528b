import { euSurveyTable } from './eusurvey-table.ts';
import { euSurveyXml } from './eusurvey-xml.ts';
import { haveYourSayCsv } from './have-your-say.ts';
import { haveYourSayJson } from './have-your-say-json.ts';
import { limeSurvey, limeSurveyTable } from './limesurvey.ts';
import type { Reader } from './reader.ts';
import { surveyJs } from './surveyjs.ts';

/** Readers of what survey tools and the Commission's portal export. */
export const SURVEY_TOOLS: readonly Reader[] = [
  haveYourSayCsv,
  haveYourSayJson,
  euSurveyXml,
  euSurveyTable,
  surveyJs,
  limeSurvey,
  limeSurveyTable,
];

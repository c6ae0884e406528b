import { answerPreviews } from './preview.ts';

answerPreviews();

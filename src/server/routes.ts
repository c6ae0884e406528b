import { apiCall, apiDescription, apiHandIn } from './answer/api.ts';
import { beginAnswer, call } from './answer/call.tsx';
import { chooseClaim, claim, claimCodes, makeClaims, openClaim } from './answer/claim.tsx';
import { consultation } from './answer/consultation.tsx';
import { contribution } from './answer/contribution.tsx';
import { contributions, evidence } from './answer/contributions.tsx';
import { describe, description, makeConsultation, newConsultation } from './answer/description.tsx';
import { desk, deskConsultation, intake, run, runs, startRun, stopRun } from './answer/desk.tsx';
import { deskEvent } from './answer/desk-event.tsx';
import {
  admitAtDoor,
  callOff,
  cancelSeat,
  changeEvent,
  door,
  eventForm,
  registrations,
  thanks,
} from './answer/desk-registration.tsx';
import { changeDocuments, documents } from './answer/documents.tsx';
import { draft, writeDraft } from './answer/draft.tsx';
import { event, events } from './answer/event.tsx';
import { consultationFeed, feed, robots, sitemap } from './answer/feed.ts';
import { changeHeadings, headings } from './answer/headings.tsx';
import { home } from './answer/home.tsx';
import { about, accessibility, asset, language, privacy, signIn, signInForm, signOut } from './answer/house.tsx';
import { importPage, undo } from './answer/import.tsx';
import { decideLate, late } from './answer/late.tsx';
import { liveDoor, livePage, roomFrame, roomStream, screenPage, sendAnswer } from './answer/live.tsx';
import { mail, mails, sendMails } from './answer/mails.tsx';
import { paperEntry, typePaperIn } from './answer/paper-entry.tsx';
import { changeQuestion, question } from './answer/question.tsx';
import { editQuestionnaire, questionnaire } from './answer/questionnaire.tsx';
import { questionnaireFile } from './answer/questionnaire-file.tsx';
import { previewQuestionnaire, tryQuestionnaire } from './answer/questionnaire-preview.tsx';
import { newQuestionnaire, questionnaires } from './answer/questionnaires.tsx';
import { decideReceipt, openReceipt, receipt, receiptFile, receiptForm, receiptProof } from './answer/receipt.tsx';
import { decideOnRegistration, ownRegistration, register, registerForm } from './answer/registration.tsx';
import { remoteChange, remoteFrame, remotePage, remoteStream } from './answer/remote.tsx';
import { data, dataFile, edition, ledger, report } from './answer/report.tsx';
import { changePreviewLinks, preview, previewLinks, publication, setup } from './answer/setup.tsx';
import { decideStage, newStage, stage, stages } from './answer/stages.tsx';
import { setStakeholderMap, stakeholderMap } from './answer/stakeholder-map.tsx';
import { translate, translations } from './answer/translations.tsx';
import { typedPaper, typePaper, typing } from './answer/typing.tsx';
import { mapUpload, receiveUpload, upload, uploadMap, uploads } from './answer/upload.tsx';
import type { Route } from './visit.ts';

/** Everything that can be asked of the server. A route that is not in this list does not exist. */
export const ALL_ROUTES: readonly Route[] = [
  home,
  consultation,
  events,
  event,
  registerForm,
  register,
  ownRegistration,
  decideOnRegistration,
  report,
  edition,
  evidence,
  contributions,
  contribution,
  data,
  dataFile,
  ledger,
  feed,
  consultationFeed,
  sitemap,
  robots,
  about,
  accessibility,
  privacy,
  language,
  asset,
  call,
  beginAnswer,
  draft,
  writeDraft,
  receiptForm,
  openReceipt,
  receipt,
  decideReceipt,
  receiptProof,
  receiptFile,
  apiDescription,
  apiCall,
  apiHandIn,
  claim,
  openClaim,
  chooseClaim,
  signInForm,
  signIn,
  signOut,
  liveDoor,
  livePage,
  sendAnswer,
  roomStream,
  roomFrame,
  screenPage,
  remotePage,
  remoteChange,
  remoteStream,
  remoteFrame,
  desk,
  newConsultation, // before the consultations, whose names stand in the same place
  makeConsultation,
  deskConsultation,
  deskEvent,
  eventForm,
  changeEvent,
  callOff,
  thanks,
  registrations,
  cancelSeat,
  door,
  admitAtDoor,
  mails,
  sendMails,
  mail,
  intake,
  importPage,
  undo,
  late,
  typing,
  typePaper,
  typedPaper,
  decideLate,
  uploads,
  receiveUpload,
  upload,
  mapUpload,
  uploadMap,
  claimCodes,
  makeClaims,
  setup,
  description,
  describe,
  stages,
  newStage,
  stage,
  decideStage,
  documents,
  changeDocuments,
  headings,
  changeHeadings,
  stakeholderMap,
  setStakeholderMap,
  questionnaires,
  newQuestionnaire,
  questionnaire,
  editQuestionnaire,
  question,
  changeQuestion,
  translations,
  translate,
  previewQuestionnaire,
  tryQuestionnaire,
  questionnaireFile,
  paperEntry,
  typePaperIn,
  publication,
  previewLinks,
  changePreviewLinks,
  preview,
  runs,
  startRun,
  run,
  stopRun,
];

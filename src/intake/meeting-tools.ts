import { attendanceTable } from './attendance-table.ts';
import { bigBlueButtonCsv, bigBlueButtonJson } from './big-blue-button.ts';
import { chatLog } from './chat-log.ts';
import type { Reader } from './reader.ts';
import { slidoQuestions } from './slido.ts';
import { teamsAttendance } from './teams-attendance.ts';
import { transcript } from './transcript.ts';
import { zoomAttendance } from './zoom-attendance.ts';
import { zoomPoll } from './zoom-poll.ts';
import { zoomQuestions } from './zoom-questions.ts';

/** Readers of what meeting tools write about an event. */
export const MEETING_TOOLS: readonly Reader[] = [
  attendanceTable,
  transcript,
  chatLog,
  zoomQuestions,
  zoomPoll,
  slidoQuestions,
  zoomAttendance,
  teamsAttendance,
  bigBlueButtonCsv,
  bigBlueButtonJson,
];

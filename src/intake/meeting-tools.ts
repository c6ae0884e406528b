import { chatLog } from './chat-log.ts';
import type { Reader } from './reader.ts';
import { transcript } from './transcript.ts';

/** Readers of what meeting tools write about an event. */
export const MEETING_TOOLS: readonly Reader[] = [transcript, chatLog];

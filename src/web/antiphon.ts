import './element/answer-form.ts';
import './element/live-preview.ts';
import './element/live-room.ts';
import './element/local-time.ts';
import './element/work-progress.ts';

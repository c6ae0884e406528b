import './element/local-time.ts';
import './element/work-progress.ts';

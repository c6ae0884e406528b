import { fsyncSync } from 'node:fs';
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** The part of Emscripten's file system that this leans on; the version of PGlite is pinned, and a test counts the calls. */
type NodeStream = { nfd?: number };
type EmscriptenModule = {
  FS: { filesystems: { NODEFS: { stream_ops: { fsync?: (stream: NodeStream) => number } } } };
};
type EmscriptenOptions = Awaited<ReturnType<NodeFS['init']>>['emscriptenOpts'];

/**
 * PGlite's file system on Node never calls fsync, so a power cut loses what was committed. This one does, and counts.
 * Postgres must be started without `-F` and with `wal_sync_method=fsync` (its fdatasync is a stub here): `DURABLE_PARAMETERS`.
 */
export class FsyncingFileSystem extends NodeFS {
  fsyncs = 0;

  override async init(pg: PGlite, options: EmscriptenOptions) {
    const result = await super.init(pg, options);
    const patch = (module: unknown) => {
      (module as EmscriptenModule).FS.filesystems.NODEFS.stream_ops.fsync = (stream) => {
        if (stream.nfd !== undefined) fsyncSync(stream.nfd);
        this.fsyncs++;
        return 0;
      };
    };
    const preRun = result.emscriptenOpts.preRun ?? [];
    result.emscriptenOpts.preRun = [...(Array.isArray(preRun) ? preRun : [preRun]), patch] as never;
    return result;
  }
}

/**
 * Start parameters from PGlite's own, made durable or, for a store that is thrown away, left fast: such a store does not
 * look up every row that another row refers to, which takes half of the time of an import.
 */
export function startParameters(defaults: readonly string[], durable: boolean): string[] {
  const common = ['-c', 'shared_buffers=32MB', '-c', 'wal_recycle=off', '-c', 'timezone=UTC'];
  if (!durable) {
    const fast = ['full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0', 'session_replication_role=replica'];
    return [...defaults, ...common, ...fast.flatMap((setting) => ['-c', setting])];
  }
  return [...defaults.filter((parameter) => parameter !== '-F'), ...common, '-c', 'wal_sync_method=fsync'];
}

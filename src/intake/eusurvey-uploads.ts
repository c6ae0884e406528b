import type { Upload } from './reader.ts';

/** Files that were uploaded with replies and lie in the archive of the export. */
export type EuSurveyUploads = {
  /**
   * Names in the folder of attachments for what a reply says it uploaded. To be called for the replies in their order:
   * of several files with one name each goes to the next reply that names it.
   */
  resolve: (question: string, names: readonly string[]) => { files: string[]; problems: string[] };
  /** The name under which a file was uploaded. */
  shown: (file: string) => string;
};

/** The id that EUSurvey writes before the name of an uploaded file. */
const FILE_ID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}_/i;

/**
 * Files under `<question id>/<file id>_<name>`. The archive does not say whose a file is, but has them in the order of the
 * replies; where there are fewer or more than replies name, that order says nothing and none is joined.
 * @param named how often replies name a file, by `question id/name`
 */
export function newUploads(uploads: readonly Upload[], named: ReadonlyMap<string, number>): EuSurveyUploads {
  const names = new Map(
    uploads.map(({ path, file }) => [file, path.split('/').slice(1).join('/').replace(FILE_ID, '')]),
  );
  const waiting = Map.groupBy(uploads, ({ path, file }) => `${path.split('/')[0]}/${names.get(file)}`);
  const unclear = new Set([...waiting].filter(([key, files]) => files.length !== named.get(key)).map(([key]) => key));
  return {
    shown: (file) => names.get(file) ?? file,
    resolve: (question, wanted) => {
      const found: { files: string[]; problems: string[] } = { files: [], problems: [] };
      for (const name of wanted) {
        const key = `${question}/${name}`;
        if (unclear.has(key)) found.problems.push(sayUnclear(name, waiting.get(key)?.length ?? 0, named.get(key) ?? 0));
        else found.files.push(waiting.get(key)?.shift()?.file ?? name);
      }
      return found;
    },
  };
}

function sayUnclear(name: string, files: number, replies: number): string {
  return `${replies} replies name a file ${name} here, and the archive has ${files} of that name: whose they are cannot be told, and none was joined.`;
}

import { tmpdir } from 'node:os';
import { DomainError } from '../core/error.ts';

type Compiler = {
  pdf(
    document: { mainFileContent: string; inputs: { [name: string]: string } },
    options: { pdfStandard: 'ua-1' },
  ): Buffer;
  evictCache(maxAge: number): void;
};

let opened: Promise<Compiler> | undefined;

/**
 * Sets a document as a tagged PDF/UA-1, by typst. The same template and data give the same bytes.
 * @param template in typst's markup; it reads what it shows from `json(bytes(sys.inputs.data))`, so that no text of anybody
 *   is ever taken for markup
 * @throws DomainError unavailable where this machine has no typesetter
 */
export async function typesetPdf(template: string, data: unknown): Promise<Buffer> {
  opened ??= openCompiler();
  const compiler = await opened;
  const pdf = compiler.pdf(
    { mainFileContent: template, inputs: { data: JSON.stringify(data) } },
    { pdfStandard: 'ua-1' },
  );
  compiler.evictCache(10);
  return pdf;
}

async function openCompiler(): Promise<Compiler> {
  try {
    const { NodeCompiler } = await import('@myriaddreamin/typst-ts-node-compiler');
    // Nothing is read from the disk but letters: a folder has to be named, and this one holds no documents.
    return NodeCompiler.create({ workspace: tmpdir() }) as unknown as Compiler;
  } catch (error) {
    opened = undefined;
    throw new DomainError(
      'unavailable',
      'PDFs are made on Linux on x64 machines only: the typesetter is not there for this one. Print the page from the browser instead.',
      { cause: error },
    );
  }
}

/**
 * What every document of ours begins with: its title and language for whoever reads it aloud, letters of all 24 languages, a
 * quiet page. The data has `title` and `language`.
 */
export const PDF_BEGINNING = `
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, date: none)
#set text(lang: data.language, size: 10.5pt, font: ("Noto Sans", "DejaVu Sans", "Liberation Sans", "Libertinus Serif"))
#set page(paper: "a4", margin: (x: 22mm, y: 20mm), numbering: "1 / 1")
#set par(leading: 0.65em)
#show heading: it => block(above: 1.4em, below: 0.7em, it)
`;

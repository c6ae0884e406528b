import { EXAMPLES } from './examples.tsx';
import type { Frame } from './frame.ts';
import { PageHead, Section } from './heading.tsx';
import { Page } from './page.tsx';

/** All components with their examples on one page, for those who build pages and for the tests. */
export function Gallery({ frame }: { frame: Frame }) {
  const components = Map.groupBy(EXAMPLES, (example) => example.component);
  return (
    <Page frame={frame} title="Gallery">
      <PageHead lead="Every component, as it is used.">Gallery</PageHead>
      {[...components].map(([component, examples]) => (
        <Section id={`gallery-${component}`} heading={component}>
          {examples.map(({ shows, render }) => (
            <div class="gallery-example">
              <p class="quiet">{shows}</p>
              {render(frame)}
            </div>
          ))}
        </Section>
      ))}
    </Page>
  );
}

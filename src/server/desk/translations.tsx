import type { FieldProblem } from '../../core/form.ts';
import type { Language } from '../../core/language.ts';
import type { Progress, TextUnit } from '../../core/translation.ts';
import { questionnaireFileUrl, questionnairesUrl, questionnaireUrl, translationsUrl } from '../address.ts';
import { Badge } from '../component/badge.tsx';
import { Button } from '../component/button.tsx';
import { FileField, TextArea } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Problems } from '../component/problems.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { BackToQuestionnaire } from './questionnaire.tsx';
import { maySetUpConsultations, SetUpPage } from './setup.tsx';

export type DeskTranslationsProps = {
  frame: Frame;
  head: ConsultationHead;
  name: string;
  /** In which the questionnaire was written first. */
  source: Language;
  language: Language;
  units: readonly TextUnit[];
  progress: Progress;
  /** What a file of a translator changed, and what in it was not taken; null where none was handed in. */
  report?: { changed: number; refused: readonly string[] } | null;
  problems?: readonly FieldProblem[];
};

/** The texts of a questionnaire side by side: as they were written, and in one other language. */
export function DeskTranslations(props: DeskTranslationsProps) {
  const { frame, head, name, source, language, units, progress, report = null, problems = [] } = props;
  const { reader } = frame;
  const url = translationsUrl(head.slug, name, language);
  return (
    <SetUpPage
      frame={frame}
      head={head}
      title={reader.text('desk.translations.into', { language: reader.ownName(language) })}
      below={[
        { url: questionnairesUrl(head.slug), label: reader.text('desk.questionnaires.title') },
        { url: questionnaireUrl(head.slug, name), label: name },
      ]}
    >
      <PageHead
        kicker={name}
        lead={
          <>
            {reader.say('desk.translations.progress', { missing: progress.missing, all: progress.all })}
            {progress.machine > 0 && <> {reader.say('desk.translations.by_machine', { n: progress.machine })}</>}
          </>
        }
      >
        {reader.say('desk.translations.into', { language: reader.ownName(language) })}
      </PageHead>
      <Problems reader={reader} problems={problems} />
      {report && <FileReport frame={frame} report={report} />}
      {maySetUpConsultations(frame) ? (
        <>
          <form method="post" action={url} novalidate>
            <CsrfField frame={frame} />
            <ol class="translations">
              {units.map((unit) => (
                <UnitFields frame={frame} unit={unit} source={source} language={language} />
              ))}
            </ol>
            <div class="buttons">
              <Button name="then" value="save">
                {reader.say('desk.setup.save')}
              </Button>
              {progress.machine > 0 && (
                <Button kind="secondary" name="then" value="review">
                  {reader.say('desk.translations.review', { n: progress.machine })}
                </Button>
              )}
            </div>
          </form>
          {language !== source && <TranslatorFile {...props} url={url} />}
        </>
      ) : (
        <p class="why-not">{reader.say('desk.setup.may_not')}</p>
      )}
      <BackToQuestionnaire frame={frame} slug={head.slug} name={name} />
    </SetUpPage>
  );
}

function FileReport({
  frame: { reader },
  report,
}: {
  frame: Frame;
  report: { changed: number; refused: readonly string[] };
}) {
  return (
    <div class="ds-alert problems" data-color={report.refused.length > 0 ? 'warning' : 'success'} role="status">
      <p>{reader.say('desk.translations.taken', { n: report.changed })}</p>
      {report.refused.length > 0 && (
        <ul lang="en">
          {report.refused.map((sentence) => (
            <li>{sentence}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

type UnitProps = { frame: Frame; unit: TextUnit; source: Language; language: Language };

function UnitFields({ frame: { reader }, unit, source, language }: UnitProps) {
  const { id, question, part, local } = unit;
  const original = local[source] ?? Object.values(local)[0];
  const originalLanguage = local[source] ? source : Object.keys(local)[0];
  const own = local[language];
  const label = `${question}: ${reader.text(`desk.translations.part.${part}`)}`;
  return (
    <li data-missing={own ? undefined : 'yes'}>
      <div class="translation-source">
        <p class="quiet">
          {label} {!own && <Badge mood="warning">{reader.say('desk.translations.is_missing')}</Badge>}
          {own?.origin === 'machine' && <Badge>{reader.say('ui.machine_translation')}</Badge>}
        </p>
        <p class="own-words" lang={originalLanguage}>
          {original?.text}
        </p>
      </div>
      <TextArea
        id={`text-${id}`}
        name={`text-${id}`}
        label={
          <>
            <span class="ds-sr-only">{label}: </span>
            <span lang={language}>{reader.ownName(language)}</span>
          </>
        }
        value={own?.text ?? ''}
        rows={(original?.text.length ?? 0) > 120 ? 4 : 2}
        lang={language}
      />
    </li>
  );
}

function TranslatorFile({ frame, head, name, language, url }: DeskTranslationsProps & { url: string }) {
  const { reader } = frame;
  return (
    <Section id="file-for-translators" heading={reader.say('desk.translations.xliff')}>
      <p>
        <a href={questionnaireFileUrl(head.slug, name, `${language}.xlf`)}>{reader.say('desk.translations.export')}</a>
      </p>
      <form class="form" method="post" action={url} enctype="multipart/form-data">
        <CsrfField frame={frame} />
        <FileField
          id="file"
          name="file"
          label={reader.say('desk.translations.import')}
          hint={reader.say('desk.translations.import_hint')}
          required
        />
        <Button kind="secondary" name="then" value="import">
          {reader.say('desk.translations.take_in')}
        </Button>
      </form>
    </Section>
  );
}

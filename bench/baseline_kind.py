"""What a simple learner says the sentences of each set do, having learnt from the other: words 1-2 and letters 3-5 by TF-IDF,
a linear support vector machine. Makes bench/baseline/kind.json, so that the benchmark needs no Python.

usage: pip install scikit-learn==1.9.*; python bench/baseline_kind.py ../shared/data bench/baseline
"""
import json, os, sys
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

LABELS = ['mpos', 'mpos+premise', 'non-arg', 'premise']
data, out = sys.argv[1:3]


def read(name):
    rows = [line.rstrip('\r').split('\t') for line in open(f'{data}/argument/dataset_{name}.tsv', encoding='utf-8').read().rstrip('\n').split('\n')[1:]]
    return [row[3] for row in rows if row[4] in LABELS], [row[4] for row in rows if row[4] in LABELS]


sets, said = {name: read(name) for name in ('CDB', 'CQB')}, {}
for learnt, asked in (('CDB', 'CQB'), ('CQB', 'CDB')):
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer='char_wb', ngram_range=(3, 5), sublinear_tf=True, min_df=2),
    )
    machine = LinearSVC(C=1).fit(features.fit_transform(sets[learnt][0]), sets[learnt][1])
    answer = machine.predict(features.transform(sets[asked][0]))
    print(learnt, asked, f1_score(sets[asked][1], answer, average='macro'))
    said[asked] = ''.join(str(LABELS.index(label)) for label in answer)
json.dump(said, open(os.path.join(out, 'kind.json'), 'w'))

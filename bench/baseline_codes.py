"""What a simple learner says of the sets that `npm run bench:understand` measures: words 1-2 and letters 3-5 by TF-IDF, a
linear support vector machine, always at least one code. Makes bench/baseline/codes.json, so that the benchmark needs no
Python.

usage: pip install scikit-learn==1.9.*; python bench/baseline_codes.py ../shared/data bench/baseline
"""
import csv, glob, hashlib, json, os, sys
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

data, out = sys.argv[1:3]
SEEDS = (1, 2, 3)
ISO3 = dict(zip('bul ces dan deu ell eng est fin fra gle hrv hun ita lit lvs mlt nld pol por ron slk slv spa swe'.split(),
                'bg cs da de el en et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl es sv'.split()))


def hash_order(ids, seed):
    return sorted(range(len(ids)), key=lambda i: hashlib.sha256(f'{seed} {ids[i]}'.encode()).hexdigest())


def features():
    return make_union(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
                      TfidfVectorizer(analyzer='char_wb', ngram_range=(3, 5), sublinear_tf=True, min_df=2))


def one(train, labels, tests):
    f = features()
    m = LinearSVC(C=1).fit(f.fit_transform(train), labels)
    return [m.predict(f.transform(t)) for t in tests]


def many(train, codes, count, test):
    f = features()
    x, z = f.fit_transform(train), f.transform(test)
    score = np.full((len(test), count), -1.0)
    for c in range(count):
        y = np.array([c in own for own in codes])
        if 0 < y.sum() < len(y):
            score[:, c] = LinearSVC(C=1).fit(x, y).decision_function(z)
    return [sorted({int(row.argmax()), *np.flatnonzero(row > 0).tolist()}) for row in score]


def tsv(path):
    return [line.split('\t') for line in open(path, encoding='utf-8').read().strip().split('\n')[1:]]


said = {}
folders = sorted(p for p in glob.glob(f'{data}/sib-200/*_*') if os.path.isdir(p))
train = tsv(f'{data}/sib-200/eng_Latn/train.tsv')
names = sorted({row[1] for row in train})
answers = one([row[2] for row in train], [row[1] for row in train], [[row[2] for row in tsv(f'{p}/test.tsv')] for p in folders])
said['sib'] = {ISO3[os.path.basename(p)[:3]]: ''.join(chr(97 + names.index(a)) for a in answer) for p, answer in zip(folders, answers)}

ev = f'{data}/parallel/eurovoc'
domains = json.load(open(f'{ev}/concept_to_microthesaurus.json', encoding='utf-8-sig'))
langs = sorted(f[:2] for f in os.listdir(f'{ev}/label_mappings_tc'))
labels = {l: json.load(open(f'{ev}/label_mappings_tc/{l}.json', encoding='utf-8-sig')) for l in langs}
ids = sorted(i for i in labels['en'] if domains.get(i))
unseen = {ids[i] for i in hash_order(ids, 0)[:1500]}
kept = [i for i in ids if i not in unseen and labels['en'].get(i)]
names = sorted({domains[i][:2] for i in ids})
answers = one([labels['en'][i] for i in kept], [domains[i][:2] for i in kept],
              [[labels[l][i] for i in ids if i in unseen and labels[l].get(i)] for l in langs])
said['eurovoc'] = {l: ''.join(chr(97 + names.index(a)) for a in answer) for l, answer in zip(langs, answers)}

rows = list(csv.DictReader(open(f'{data}/egov-bonn/dataset.csv', encoding='utf-8-sig')))
texts = [f"{r['title'].strip()}\n{r['text'].strip()}".strip() for r in rows]
for name, start in (('eight', 'level1_'), ('thirty', 'level2_')):
    columns = [c for c in rows[0] if c.startswith(start)]
    own = [[k for k, c in enumerate(columns) if r[c] == '1'] for r in rows]
    said[name] = []
    for seed in SEEDS:
        order, answer = hash_order([r['ID'] for r in rows], seed), [None] * len(rows)
        for fold in range(5):
            held = order[fold::5]
            rest = sorted(set(order) - set(held))
            for i, codes in zip(held, many([texts[i] for i in rest], [own[i] for i in rest], len(columns), [texts[i] for i in held])):
                answer[i] = codes
        said[name].append(answer)
main = [r['main_category_level1'] for r in rows]
said['main'] = {}
for n in (50, 100, 200, 400):
    said['main'][n] = []
    for seed in SEEDS:
        order = hash_order([r['ID'] for r in rows], seed)
        answer = one([texts[i] for i in order[:n]], [main[i] for i in order[:n]], [[texts[i] for i in order[n:]]])[0]
        said['main'][n].append(round(float(np.mean([a == main[i] for a, i in zip(answer, order[n:])])), 4))

said['anes'] = {}
for s in (1, 3, 4, 5, 7):
    read = lambda name: list(csv.reader(open(f'{data}/open-answers-anes/traintest_data/dataset{s}_{name}.csv', encoding='utf-8-sig')))[1:]
    codes = [[k for k, x in enumerate(row) if x == '1'] for row in read('ytrain')]
    said['anes'][s] = many([r[1].strip() for r in read('Xtrain')], codes, len(read('ytrain')[0]), [r[1].strip() for r in read('Xtest')])
json.dump(said, open(os.path.join(out, 'codes.json'), 'w'), separators=(',', ':'))
print({k: v for k, v in said['main'].items()})

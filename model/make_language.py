"""Makes language.bin, how much each run of one to five letters speaks for each of the 24 languages, and stop-words.json.

usage: pip install numpy==2.*; python make_language.py DATA_DIR OUT
DATA_DIR  folder with sentences/, parallel/{tatoeba,eurovoc,udhr}; NTREX is left for measuring
OUT       folder for language.bin and stop-words.json

Naive Bayes (Cavnar and Trenkle 1994 used the same runs of letters with ranks): for each run g of letters in a lower-case
text, words fenced by blanks, weight[g, l] = log P(g | l) less its mean over the languages; the language with the largest sum
wins. Kept are the runs that tell most: those with the largest count times spread of the weights.

language.bin, little endian: uint32 number of runs n, uint32 bytes b of the text, float32 scale; b bytes of UTF-8, runs divided
by line feeds; then n x 24 int8: weight = value * scale. Languages in the order of LANGUAGES.

stop-words.json: per language the words that do not tell what a text is about: those that stand in at least one in 160
sentences of the news and one in 250 everyday sentences (where there are none: one in 65 of the news), mostly written small.
"""
import collections, glob, html, json, math, os, re, struct, sys
import numpy as np

data, out = sys.argv[1:3]
parallel = data + '/parallel'
LANGUAGES = 'bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv'.split()
ISO3 = dict(zip('bul ces dan deu ell eng spa est fin fra gle hrv hun ita lit lav mlt nld pol por ron slk slv swe'.split(), LANGUAGES))
LONGEST, KEPT, SMOOTHING, RAREST = 5, int(sys.argv[3]) if len(sys.argv) > 3 else 80_000, 0.3, 3


def lines(path):
    return open(path, encoding='utf-8').read().rstrip('\n').split('\n')


def texts():
    """Sentences count in full; the other sources fill in what sentences from the news lack: short texts, the second person."""
    for l in LANGUAGES:
        for t in lines(f'{data}/sentences/{l}.txt'):
            yield t, l
        for t in json.load(open(f'{parallel}/eurovoc/label_mappings_tc/{l}.json', encoding='utf-8')).values():
            yield t, l
    for p in sorted(glob.glob(parallel + '/tatoeba/*.*-*.*')):
        if p[-3:] in ISO3:
            for t in lines(p):
                yield t, ISO3[p[-3:]]
    for p in sorted(glob.glob(parallel + '/udhr/*.xml')):
        l = ISO3.get(os.path.basename(p)[5:8])
        if l:
            for x in re.findall(r'<para>(.*?)</para>', open(p, encoding='utf-8').read(), re.S):
                yield html.unescape(re.sub('<[^>]+>', ' ', x)).strip(), l


def words(text):
    return re.findall(r"[^\W\d_]+(?:['’][^\W\d_]*)?", text.lower())


def runs(text):
    fenced = ' ' + ' '.join(words(text)).replace('’', "'") + ' '
    for n in range(1, LONGEST + 1):
        for i in range(len(fenced) - n + 1):
            yield fenced[i:i + n]


counts = collections.defaultdict(lambda: np.zeros(len(LANGUAGES)))
for text, language in texts():
    at = LANGUAGES.index(language)
    for run in runs(text):
        counts[run][at] += 1
kept = sorted(run for run, c in counts.items() if c.sum() >= RAREST and ' ' != run)
table = np.array([counts[run] for run in kept])
weights = np.log((table + SMOOTHING) / (table.sum(0) + SMOOTHING * len(kept)))
weights -= weights.mean(1, keepdims=True)
share = table / table.sum(0)
telling = (share.mean(1)) * weights.std(1)
chosen = np.sort(np.argsort(-telling, kind='stable')[:KEPT])
weights = weights[chosen]
scale = np.abs(weights).max() / 127
blob = '\n'.join(kept[i] for i in chosen).encode()
with open(os.path.join(out, 'language.bin'), 'wb') as f:
    f.write(struct.pack('<IIf', len(chosen), len(blob), scale) + blob + np.rint(weights / scale).astype(np.int8).tobytes())
print(len(chosen), 'runs of', len(kept))


def share_of_texts(texts):
    counts = collections.Counter(word for text in texts for word in set(words(text)))
    return {word: count / max(1, len(texts)) for word, count in counts.items()}


def written_small(texts):
    """Share of a word's occurrences inside sentences that begin with a small letter."""
    small, all_ = collections.Counter(), collections.Counter()
    for text in texts:
        for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]*)?", text)[1:]:
            all_[word.lower()] += 1
            small[word.lower()] += word[0].islower()
    return {word: small[word] / all_[word] for word in all_}


everyday = collections.defaultdict(list)
for p in sorted(glob.glob(parallel + '/tatoeba/*.*-*.*')):
    if p[-3:] in ISO3:
        everyday[ISO3[p[-3:]]] += lines(p)
stop = {}
for l in LANGUAGES:
    news = lines(f'{data}/sentences/{l}.txt')
    often, daily, small = share_of_texts(news), share_of_texts(everyday[l]), written_small(news + everyday[l])
    stop[l] = sorted(w for w, share in often.items() if small.get(w, 1) > 0.5 and (share >= 0.006 and daily.get(w, 0) >= 0.004 if daily else share >= 0.015))
json.dump(stop, open(os.path.join(out, 'stop-words.json'), 'w', encoding='utf-8'), ensure_ascii=False, indent=0)
print({l: len(w) for l, w in stop.items()})

"""Makes language.bin, how much each run of letters speaks for each of the 24 languages, and stop-words.json.

usage: pip install numpy==2.* scipy==1.*; python make_language.py DATA_DIR OUT
DATA_DIR  folder with sentences/, parallel/{tatoeba,eurovoc,udhr}; NTREX is left for measuring
OUT       folder for language.bin and stop-words.json

A run is one to five letters of a lower-case text whose words are fenced by blanks, over the borders of words too, or a whole
word with its fences, however long. The language whose weights over all runs of a text sum to most wins.

Weights start as half of those of naive Bayes, log P(run | language) less its mean over the languages: half, because runs
overlap. Then they are learnt as a multinomial logistic regression on whole texts and on pieces of one to eight words cut from
them, by AdaGrad (Duchi et al. 2011): pieces are what short answers look like, and the sums become log-odds. Kept are the runs
that tell most: those with the largest share times spread of the weights.

language.bin, little endian: uint32 number of runs n, uint32 bytes b of the text, float32 scale; b bytes of UTF-8, runs divided
by line feeds; then n x 24 int8: weight = value * scale. Languages in the order of their codes.

stop-words.json: per language the words that do not tell what a text is about: those that stand in at least one in 160
sentences of the news and one in 250 everyday sentences (where there are none: one in 65 of the news), mostly written small.
"""
import collections, glob, html, json, os, random, re, struct, sys
import numpy as np, scipy.sparse as sparse

data, out = sys.argv[1:3]
parallel = data + '/parallel'
LANGUAGES = 'bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv'.split()
ISO3 = dict(zip('bul ces dan deu ell eng spa est fin fra gle hrv hun ita lit lav mlt nld pol por ron slk slv swe'.split(), LANGUAGES))
TATOEBA = ISO3 | {'lvs': 'lv'}
LONGEST, KEPT, SMOOTHING, RAREST = 5, 90_000, 0.3, 3
PIECES, ROUNDS, BATCH, RATE = (1, 1, 2, 3, 4, 5, 5, 8), 6, 4096, 0.06


def lines(path):
    return open(path, encoding='utf-8').read().rstrip('\n').split('\n')


def texts():
    """Texts with their language, and whether they are terms: those are many and short, and no sentences."""
    for l in LANGUAGES:
        for t in lines(f'{data}/sentences/{l}.txt'):
            yield t, l, False
        for t in json.load(open(f'{parallel}/eurovoc/label_mappings_tc/{l}.json', encoding='utf-8')).values():
            yield t, l, True
    for p in sorted(glob.glob(parallel + '/tatoeba/*.*-*.*')):
        if p[-3:] in TATOEBA:
            for t in lines(p):
                yield t, TATOEBA[p[-3:]], False
    for p in sorted(glob.glob(parallel + '/udhr/*.xml')):
        l = ISO3.get(os.path.basename(p)[5:8])
        if l:
            for x in re.findall(r'<para>(.*?)</para>', open(p, encoding='utf-8').read(), re.S):
                yield html.unescape(re.sub('<[^>]+>', ' ', x)).strip(), l, False


def words(text):
    return re.findall(r"[^\W\d_]+(?:['’][^\W\d_]*)?", text.lower())


PRIME = np.uint64(0x100000001B3)


class Runs:
    """The runs of some lists of words, each by a hash of 64 bits, with the list that it stands in."""

    def __init__(self, lists):
        self.text = '\0'.join(' ' + ' '.join(own) + ' ' for own in lists).replace('’', "'") + '\0' * (LONGEST + 1)
        letters = np.array([ord(c) for c in self.text], np.uint64)
        end = len(letters)
        prefix = np.zeros(end + 1, np.uint64)
        power = np.ones(end + 1, np.uint64)
        acc, p, prime = 0, 1, int(PRIME)
        for i, c in enumerate(letters.tolist()):  # wraps at 64 bits
            acc = (acc * prime + c + 1) & 0xFFFFFFFFFFFFFFFF
            p = (p * prime) & 0xFFFFFFFFFFFFFFFF
            prefix[i + 1], power[i + 1] = acc, p
        self.list_of = np.cumsum(letters == 0)
        starts, ends = [], []
        at = np.arange(end - LONGEST)
        inside = np.ones(len(at), bool)
        for n in range(1, LONGEST + 1):
            inside &= letters[n - 1 : n - 1 + len(at)] != 0
            starts.append(at[inside])
            ends.append(at[inside] + n)
        blanks = np.flatnonzero(letters == 32)
        a, b = blanks[:-1], blanks[1:] + 1
        whole = (b - a > LONGEST) & (self.list_of[a] == self.list_of[b - 1])
        self.starts = np.concatenate(starts + [a[whole]])
        self.ends = np.concatenate(ends + [b[whole]])
        self.hashes = prefix[self.ends] - prefix[self.starts] * power[self.ends - self.starts]
        self.lists = self.list_of[self.starts]


def choose(sources):
    """The runs that tell most, sorted, with their hashes, and the weights of naive Bayes."""
    found = Runs([own for own, _, _ in sources])
    language = np.array([LANGUAGES.index(l) for _, l, _ in sources])
    distinct, first, row = np.unique(found.hashes, return_index=True, return_inverse=True)
    table = np.bincount(row * len(LANGUAGES) + language[found.lists], minlength=len(distinct) * len(LANGUAGES)).reshape(-1, len(LANGUAGES))
    blank = np.array([found.text[s:e] == ' ' for s, e in zip(found.starts[first], found.ends[first])])
    often = (table.sum(1) >= RAREST) & ~blank
    distinct, first, table = distinct[often], first[often], table[often].astype(np.float64)
    weights = np.log((table + SMOOTHING) / (table.sum(0) + SMOOTHING * len(table)))
    weights -= weights.mean(1, keepdims=True)
    telling = (table / table.sum(0)).mean(1) * weights.std(1)
    # Hashes break ties, so that the choice is the same every time.
    chosen = np.lexsort((distinct, -telling))[:KEPT]
    names = [found.text[found.starts[i] : found.ends[i]] for i in first[chosen]]
    order = sorted(range(len(names)), key=names.__getitem__)
    return [names[i] for i in order], distinct[chosen][order], weights[chosen][order].astype(np.float32)


def cut(sources, chance):
    """Whole texts, and pieces of them: of terms fewer, for they are many."""
    for own, language, is_term in sources:
        if is_term:
            if chance.random() < 0.5:
                yield own, language
            if len(own) > 1 and chance.random() < 0.3:
                yield [chance.choice(own)], language
            continue
        yield own, language
        for size in PIECES:
            if len(own) >= size:
                start = chance.randrange(len(own) - size + 1)
                yield own[start : start + size], language


def matrix(lists, hashes):
    """Lists x runs: how often each run stands in each list."""
    found = Runs(lists)
    order = np.argsort(hashes)
    at = np.minimum(np.searchsorted(hashes[order], found.hashes), len(hashes) - 1)
    known = hashes[order][at] == found.hashes
    ones = np.ones(known.sum(), np.float32)
    return sparse.csr_matrix((ones, (found.lists[known], order[at[known]])), shape=(len(lists), len(hashes)))


def learn(rows, languages, weights):
    squares = np.full(weights.shape, 1e-3, np.float32)
    dice = np.random.default_rng(0)
    order = np.arange(len(languages))
    for _ in range(ROUNDS):
        dice.shuffle(order)
        loss = 0.0
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            row = rows[some]
            score = row @ weights
            score = np.exp(score - score.max(1, keepdims=True))
            score /= score.sum(1, keepdims=True)
            mine = np.arange(len(some)), languages[some]
            loss -= np.log(score[mine] + 1e-9).sum()
            score[mine] -= 1
            slope = (row.T @ score) * (100 / len(some))
            squares += slope * slope
            weights = weights - RATE * slope / np.sqrt(squares)
        print('loss', loss / len(order), flush=True)
    return weights - weights.mean(1, keepdims=True)


sources = [(words(t), l, is_term) for t, l, is_term in texts()]
sources = [one for one in sources if one[0]]
names, hashes, weights = choose(sources)
print(len(names), 'runs', flush=True)
pieces = list(cut(sources, random.Random(5)))
learnt = learn(matrix([own for own, _ in pieces], hashes), np.array([LANGUAGES.index(l) for _, l in pieces]), weights * np.float32(0.5))
scale = np.abs(learnt).max() / 127
blob = '\n'.join(names).encode()
with open(os.path.join(out, 'language.bin'), 'wb') as f:
    f.write(struct.pack('<IIf', len(names), len(blob), scale) + blob + np.rint(learnt / scale).astype(np.int8).tobytes())


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

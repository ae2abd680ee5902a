"""Scores of image captions against references, straight from their papers' formulas, over dense vectors of all n-grams; and the splitting of texts into words.

CIDEr-D: Vedantam et al. 2015; BLEU: Papineni et al. 2002; ROUGE-L: Lin 2004. Where a paper leaves a choice, it is that of the MS-COCO caption evaluation (Chen et al. 2015): counts
of n-grams are not divided by the text's length, the closest reference length is the shorter of two that are as close, and ROUGE-L takes precision and recall each from the reference
that is best for it. An image is a pair: the caption's words, and a list of its references' words.
"""
import collections
import functools
import math
import re
import unicodedata

import numpy

ORDERS = (1, 2, 3, 4)


def ngrams(words, order):
    return [tuple(words[i:i + order]) for i in range(len(words) - order + 1)]


def cider_d(images, sigma=6.0):
    """CIDEr-D of each image: the mean over the orders of n-grams."""
    return numpy.mean([_cider_d_of_order(images, order, sigma) for order in ORDERS], axis=0)


def _cider_d_of_order(images, order, sigma):
    index = {}
    for caption, references in images:
        for text in [caption, *references]:
            for ngram in ngrams(text, order):
                index.setdefault(ngram, len(index))
    documents = numpy.zeros(len(index))
    for _, references in images:
        for ngram in {ngram for reference in references for ngram in ngrams(reference, order)}:
            documents[index[ngram]] += 1
    weights = numpy.log(len(images) / numpy.maximum(1.0, documents))

    def vector(text):
        counts = numpy.zeros(len(index))
        for ngram in ngrams(text, order):
            counts[index[ngram]] += 1
        return counts * weights

    scores = []
    for caption, references in images:
        g, total = vector(caption), 0.0
        for reference in references:
            r = vector(reference)
            lengths = numpy.linalg.norm(g) * numpy.linalg.norm(r)
            if lengths > 0:
                total += math.exp(-(len(caption) - len(reference)) ** 2 / (2 * sigma ** 2)) * float(numpy.minimum(g, r) @ r) / lengths
        scores.append(10 * total / len(references))
    return numpy.array(scores)


def bleu(images):
    """The corpus's brevity penalty, its precisions, and BLEU-1 to BLEU-4."""
    precisions = []
    for order in ORDERS:
        found = matched = 0
        for caption, references in images:
            counts = collections.Counter(ngrams(caption, order))
            most = collections.Counter()
            for reference in references:
                most |= collections.Counter(ngrams(reference, order))
            found += sum(counts.values())
            matched += sum((counts & most).values())
        precisions.append(matched / found if found else 0.0)
    length = sum(len(caption) for caption, _ in images)
    effective = sum(min((abs(len(r) - len(caption)), len(r)) for r in references)[1] for caption, references in images)
    penalty = 0.0 if length == 0 else 1.0 if length >= effective else math.exp(1 - effective / length)
    scores = []
    for order in ORDERS:
        used = precisions[:order]
        scores.append(penalty * math.exp(sum(math.log(p) for p in used) / order) if min(used) > 0 else 0.0)
    return penalty, precisions, scores


def rouge_l(images, beta=1.2):
    """ROUGE-L of each image."""
    scores = []
    for caption, references in images:
        common = [longest_common_subsequence(caption, reference) for reference in references]
        precision = max(common) / len(caption) if caption else 0.0
        recall = max(c / len(reference) for c, reference in zip(common, references))
        scores.append((1 + beta ** 2) * precision * recall / (recall + beta ** 2 * precision) if max(common) else 0.0)
    return numpy.array(scores)


def longest_common_subsequence(first, second):
    @functools.lru_cache(maxsize=None)
    def length(i, j):
        if i == len(first) or j == len(second):
            return 0
        return length(i + 1, j + 1) + 1 if first[i] == second[j] else max(length(i + 1, j), length(i, j + 1))
    return length(0, 0)


# --- words --------------------------------------------------------------------------------------------------------------------------------

_CHARACTERS = str.maketrans({
    **dict.fromkeys("‘’‚‛´‹›", "'"), **dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‐‑‒", "-"), **dict.fromkeys("–—―", " -- "), "…": "...",
})
_ABBREVIATIONS = frozenset("""
    mr mrs ms mx dr drs prof rev jr sr st ste lt col gen sgt cpl pvt capt cmdr maj gov sen rep hon ave blvd rd mt ft dept univ bldg inc co corp ltd bros
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri etc vs est ext tel sq
    """.split())
_TWO_WORDS = frozenset(["cannot", "gonna", "gotta", "lemme", "gimme", "wanna"])  # three letters belong to the first
_BRACKETS = {"(": "-lrb-", ")": "-rrb-", "[": "-lsb-", "]": "-rsb-", "{": "-lcb-", "}": "-rcb-"}

_L = r"(?:[^\W\d_])"                                             # a letter
_W = r"(?:[^\W_]|[\u0300-\u036f])"                               # what words are made of
_REDUCED = rf"(?:s|m|d|re|ve|ll)(?!{_W})"
_PART = rf"(?:[odl]'(?!{_REDUCED})(?={_W}))?{_W}+"
_INSIDE = rf"(?:[-/]|(?<=\d)[.,:](?=\d))"
_TOKEN = re.compile(rf"""
      (?P<bracket>   -[lr][rsc]b- )
    | (?P<reduced>   '{_REDUCED} | n't(?!{_W}) | '(?:em|till?|cause)(?!{_W}) | 'n'(?!{_W}) | '\d\ds?(?!{_W}) | 't(?=(?:is|was)(?!{_W})) | (?:y|th)'(?!{_REDUCED})(?={_W}) )
    | (?P<tag>       [#@]{_L}(?:{_W}|_)* )
    | (?P<negated>   {_L}+(?=n't(?!{_W})) )
    | (?P<initials>  (?-i:[A-Z]+(?:[&+][A-Z]+)+) )
    | (?P<word>      (?:(?={_L}){_PART}(?:(?:{_INSIDE}|[.!?](?={_L})){_PART})* | (?:[-+]?(?:(?<!\.)\.)?(?=\d))?{_PART}(?:{_INSIDE}{_PART})*) )
    | (?P<repeated>  \.+ | [?!]+ | -+ | \*+ | \#+ | @+ | =+ | _+ )
    | (?P<other>     \S )
    """, re.VERBOSE | re.IGNORECASE)


def words(text):
    """A text's words as the MS-COCO caption evaluation splits, lowers and filters them, by the rules that the documentation of CaptionTokenizer gives."""
    text = "".join(c for c in text.translate(_CHARACTERS) if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    found, position, last = [], 0, max((i for i, c in enumerate(text) if c.isalnum()), default=-1)
    while match := _TOKEN.search(text, position):
        token, position = match.group(), match.end()
        if match.lastgroup == "word" and text[position:position + 1] == "." and (
                re.fullmatch(rf"{_L}(?:\.{_L})+", token)
                or token.lower() in _ABBREVIATIONS
                or re.fullmatch(_L, token) and position <= last
                or token.lower() == "no" and re.match(r"\.\s?\d", text[position:])):
            token, position = token + ".", position + 1
        token = token.lower()
        if token in _TWO_WORDS:
            found += [token[:3], token[3:]]
        elif token in _BRACKETS:
            found.append(_BRACKETS[token])
        elif not re.fullmatch(r"['\"`,:;.?!]|\.+|-{1,4}", token):
            found.append(token)
    return found

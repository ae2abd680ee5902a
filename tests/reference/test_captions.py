"""The scores of captions are what one computes by hand."""
import math
import unittest

from causalfusion_reference.captions import bleu, cider_d, longest_common_subsequence, rouge_l, words


def split(*images):
    return [(caption.split(), [reference.split() for reference in references]) for caption, references in images]


class CaptionTest(unittest.TestCase):
    def test_words(self):
        self.assertEqual(words("Don't you see the dogs' T-shirt, Mr. Smith?"), ["do", "n't", "you", "see", "the", "dogs", "t-shirt", "mr.", "smith"])
        self.assertEqual(words("(U.S.) cannot \"wait\" -- it's 5.5%..."), ["-lrb-", "u.s.", "-rrb-", "can", "not", "wait", "it", "'s", "5.5", "%"])

    def test_common_subsequences(self):
        self.assertEqual(longest_common_subsequence("police killed the gunman".split(), "the gunman kill police".split()), 2)
        self.assertEqual(longest_common_subsequence("police killed the gunman".split(), "police kill the gunman".split()), 3)

    def test_the_clipped_precision_of_papineni(self):
        penalty, precisions, scores = bleu(split(("the the the the the the the", ["the cat is on the mat", "there is a cat on the mat"])))
        self.assertAlmostEqual(precisions[0], 2 / 7)
        self.assertEqual((penalty, precisions[1], scores[1]), (1.0, 0.0, 0.0))

    def test_brevity_goes_by_the_closest_reference_and_the_shorter_of_two(self):
        self.assertAlmostEqual(bleu(split(("a b", ["a b c d e f", "a b c"])))[0], math.exp(1 - 3 / 2))
        self.assertAlmostEqual(bleu(split(("a b c", ["a b", "a b c d"])))[0], 1.0)

    def test_rouge(self):
        self.assertAlmostEqual(rouge_l(split(("police kill the gunman", ["police killed the gunman"])))[0], 0.75)
        precision, recall = 1 / 2, 1.0  # each from another reference
        self.assertAlmostEqual(rouge_l(split(("a b", ["a", "b c"])))[0], 2.44 * precision * recall / (recall + 1.44 * precision))

    def test_cider(self):
        # Unigrams alone match: equal texts of one word, whose weight is log 2; the mean is over four orders.
        scores = cider_d(split(("a", ["a"]), ("b", ["c"])))
        self.assertAlmostEqual(scores[0], 2.5)
        self.assertEqual(scores[1], 0.0)
        self.assertEqual(cider_d(split(("a cat", ["a cat"])))[0], 0.0)  # one image: every weight is log 1

    def test_cider_counts_repeated_words_once_and_punishes_length(self):
        scores = cider_d(split(("a a", ["a"]), ("b", ["c"])))
        self.assertAlmostEqual(scores[0], 2.5 / 2 * math.exp(-1 / 72))


if __name__ == "__main__":
    unittest.main()

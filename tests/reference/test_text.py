"""Laws of the network that reads and writes text and images."""
import dataclasses
import unittest

import torch

from causalfusion_reference import text as t
from causalfusion_reference import transfusion
from causalfusion_reference.diffusion import Diffusion
from causalfusion_reference.model import Config, patchify

TINY = Config(input_size=4, patch_size=1, latent_channels=2, hidden_size=16, num_cond_tokens=0, depth=2, num_heads=2, num_classes=0,
              vocab_size=11, max_text_tokens=5)
BEGIN, END = 9, 10
SPLIT = [3, 8, 5]
NONE = torch.tensor([], dtype=torch.long)


def setUpModule():
    torch.set_num_threads(1)  # tensors this small only wait for a second thread


def tiny_model():
    torch.manual_seed(1)
    model = t.JointNetwork(TINY).double()
    for parameter in model.parameters():
        parameter.data.add_(0.2 * torch.randn_like(parameter))
    return model


def some_sample(words, image_first, copies=2, seed=2):
    generator = torch.Generator().manual_seed(seed)
    normal = [torch.randn(*shape, generator=generator).double() for shape in ((2, 4, 4), (copies, 2, 4, 4))]
    times, order = torch.randint(0, 1000, (copies,), generator=generator), torch.randperm(16, generator=generator)
    return t.Sample(*normal, times, order, torch.tensor(words), image_first)


def predict_both(model, sample):
    """The predictions of CausalFusion and of Transfusion."""
    return (t.predict(model, Diffusion(), sample, SPLIT),
            transfusion.predict(model, Diffusion(), dataclasses.replace(sample, noise=sample.noise[:1], t=sample.t[:1])))


class TextTest(unittest.TestCase):
    def setUp(self):
        self.model = tiny_model()
        self.caption = some_sample([BEGIN, 3, 1, 4, END], image_first=True)

    def assert_same(self, ours, theirs):
        self.assertEqual(ours.shape, theirs.shape)
        self.assertLess(float((ours - theirs).detach().abs().max()), 1e-12)

    def assert_differ(self, ours, theirs):
        self.assertGreater(float((ours - theirs).detach().abs().max()), 1e-3)

    def test_logits_do_not_depend_on_later_tokens(self):
        later = dataclasses.replace(self.caption, text=torch.tensor([BEGIN, 3, 7, 7, 7]))
        for ours, theirs in zip(predict_both(self.model, self.caption), predict_both(self.model, later)):
            self.assert_same(ours.logits[:2], theirs.logits[:2])
            self.assert_differ(ours.logits[2:], theirs.logits[2:])

    def test_a_noised_token_never_sees_the_text_behind(self):
        alone = dataclasses.replace(self.caption, text=NONE, image_first=False)
        for ours, theirs in zip(predict_both(self.model, self.caption), predict_both(self.model, alone)):
            self.assert_same(ours.noise, theirs.noise)
            self.assertEqual(len(theirs.logits), 0)

    def test_a_noised_token_sees_the_text_before(self):
        prompts = [dataclasses.replace(self.caption, text=torch.tensor(words), image_first=False) for words in ([BEGIN, 3, END], [BEGIN, 4, END])]
        for ours, theirs in zip(*(predict_both(self.model, prompt) for prompt in prompts)):
            self.assert_differ(ours.noise, theirs.noise)

    def test_the_caption_sees_the_clean_image_or_in_transfusion_the_noised_one(self):
        other = dataclasses.replace(self.caption, noise=self.caption.noise + 1)
        (ours, noised), (theirs, other) = (predict_both(self.model, sample) for sample in (self.caption, other))
        self.assert_same(ours.logits, theirs.logits)
        self.assert_differ(noised.logits, other.logits)

    def test_training_predicts_what_generation_does_with_all_that_is_before(self):
        for sample in (self.caption, dataclasses.replace(self.caption, image_first=False)):
            prompt = [t.Text(sample.prompt)] if len(sample.prompt) else []
            clean = patchify(sample.image.unsqueeze(0), 1)[0, sample.order]
            groups = [t.Image(x, places) for x, places in zip(clean.split(SPLIT), sample.order.split(SPLIT))]
            parts = []
            for time, noise in zip(sample.t, patchify(sample.noise, 1)[:, sample.order]):
                noised = Diffusion().q_sample(clean.unsqueeze(0), time.view(1), noise.unsqueeze(0))[0]
                for s, (x, places) in enumerate(zip(noised.split(SPLIT), sample.order.split(SPLIT))):
                    hidden = t.read(self.model, [*prompt, *groups[:s], t.Image(x, places, int(time))])
                    parts.append(self.model.final_layer(hidden))
            prediction = t.predict(self.model, Diffusion(), sample, SPLIT)
            self.assert_same(prediction.noise, torch.cat(parts))
            if sample.image_first:
                self.assert_same(prediction.logits, t.next_logits(self.model, groups, sample.caption))

    def test_transfusion_trains_as_it_generates(self):
        for sample in (self.caption, dataclasses.replace(self.caption, image_first=False)):
            sample = dataclasses.replace(sample, noise=sample.noise[:1], t=sample.t[:1])
            noised = t.whole_image(self.model, Diffusion().q_sample(sample.image.unsqueeze(0), sample.t, sample.noise)[0], int(sample.t))
            prompt = [t.Text(sample.prompt)] if len(sample.prompt) else []
            prediction = transfusion.predict(self.model, Diffusion(), sample)
            self.assert_same(prediction.noise, self.model.final_layer(t.read(self.model, [*prompt, noised])))
            if sample.image_first:
                self.assert_same(prediction.logits, t.next_logits(self.model, [noised], sample.caption))

    def test_the_text_loss_is_a_mean_over_tokens_and_the_image_loss_over_samples(self):
        samples = [self.caption, some_sample([BEGIN, END], True, seed=5), some_sample([BEGIN, 2, 3], False, seed=6)]
        predictions = [t.predict(self.model, Diffusion(), sample, SPLIT) for sample in samples]
        weights = torch.rand(16)
        alone = [t.joint_loss([p], weights) for p in predictions]
        together = t.joint_loss(predictions, weights)
        self.assert_same(together.image, torch.stack([one.image for one in alone]).mean())
        self.assert_same(together.text, (4 * alone[0].text + alone[1].text) / 5)
        self.assert_same(together.total, together.image + 0.01 * together.text)
        self.assertEqual(float(alone[2].text), 0)

    def test_a_caption_that_was_cut_has_a_target_less(self):
        cut = dataclasses.replace(self.caption, text=torch.tensor([BEGIN, 3, 1, 4]))
        ours, theirs = (t.predict(self.model, Diffusion(), sample, SPLIT) for sample in (cut, self.caption))
        self.assertEqual(ours.targets.tolist(), [3, 1, 4])
        self.assert_same(ours.logits, theirs.logits[:3])

    def test_a_context_sees_backwards_only_and_positions_begin_anew_in_each_text(self):
        image, words = t.whole_image(self.model, self.caption.image), t.Text(torch.tensor([BEGIN, 3, END]))
        after = t.read(self.model, [words, image, words])
        self.assert_same(t.read(self.model, [words, image, t.Text(words.tokens[:2])]), after[:2])
        self.assert_differ(t.read(self.model, [image, words]), after)
        self.model.text_pos_embed.data[:, 3:] += 1
        self.assert_same(t.read(self.model, [words, image, words]), after)

    def test_greedy_takes_the_likeliest_token_of_each_step(self):
        context = [t.whole_image(self.model, self.caption.image)]
        tokens, log_probabilities = t.greedy(self.model, context, BEGIN, 4)
        logits = t.next_logits(self.model, context, torch.cat([torch.tensor([BEGIN]), tokens[:-1]]))
        self.assertTrue(torch.equal(tokens, logits.argmax(dim=-1)))
        self.assert_same(log_probabilities, torch.log_softmax(logits, -1).max(dim=-1).values)

    def test_captions_of_a_batch_are_those_of_each_image_with_and_without_a_cache(self):
        images = torch.randn(3, 2, 4, 4, generator=torch.Generator().manual_seed(5)).double()
        alone = torch.stack([t.greedy(self.model, [t.whole_image(self.model, image)], BEGIN, 6)[0] for image in images])
        self.assertGreater(len({tuple(said) for said in alone.tolist()}), 1)
        for cached in (True, False):
            self.assertTrue(torch.equal(t.captions(self.model, images, BEGIN, 6, cached), alone))

    def test_guidance_away_from_the_same_prompt_changes_nothing(self):
        prompt, diffusion = [t.Text(torch.tensor([BEGIN, 3, END]))], Diffusion(3)
        torch.manual_seed(3)
        given = torch.randperm(16), SPLIT, torch.randn(16, 2).double(), torch.randn(3, 16, 2).double()
        plain, _ = t.generate(self.model, diffusion, prompt, *given)
        self.assert_same(plain, t.generate(self.model, diffusion, prompt, *given, 3.0, prompt)[0])
        self.assert_differ(plain, t.generate(self.model, diffusion, prompt, *given, 3.0)[0])

    def test_a_fresh_network_has_the_weights_as_they_are_named_and_predicts_zero(self):
        model = t.JointNetwork(TINY)
        self.assertEqual({name: tuple(p.shape) for name, p in model.named_parameters() if "text" in name}, {
            "text_embed.weight": (11, 16), "text_pos_embed": (1, 7, 16),
            "text_head.0.weight": (16,), "text_head.0.bias": (16,), "text_head.1.weight": (11, 16)})
        self.assertAlmostEqual(float(model.text_embed.weight.std()), 0.02, delta=0.004)
        hidden = t.read(model, [t.Image(torch.randn(16, 2), torch.arange(16), 5)])
        self.assertEqual(float(model.final_layer(hidden).abs().max()), 0)


if __name__ == "__main__":
    unittest.main()

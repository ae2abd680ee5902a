"""Laws the reference must obey: /usr/bin/python3 -m unittest discover tests/reference"""
import itertools
import unittest

import torch

from causalfusion_reference import factorization as f
from causalfusion_reference.diffusion import Diffusion, spaced_timesteps
from causalfusion_reference.generation import Guidance, generate
from causalfusion_reference.model import CausalFusion, Config, gather_tokens, patchify, unpatchify
from causalfusion_reference.sampling import sample
from causalfusion_reference.samplers import make_sampler
from causalfusion_reference.training import Trainer, compute_loss, ema_decay, learning_rate

TINY = Config(input_size=8, patch_size=2, latent_channels=3, hidden_size=16, num_cond_tokens=3, depth=2, num_heads=2, num_classes=5)


def setUpModule():
    torch.set_num_threads(1)  # tensors this small only wait for a second thread


def tiny_model():
    torch.manual_seed(1)
    model = CausalFusion(TINY).double()
    for parameter in model.parameters():
        parameter.data.add_(0.1 * torch.randn_like(parameter))
    return model


class FactorizationTest(unittest.TestCase):
    def test_a_random_split_has_positive_sizes_that_sum_to_the_tokens(self):
        generator = torch.Generator().manual_seed(0)
        for gamma in (0, 0.5, 0.9, 1):
            for _ in range(50):
                split = f.random_split(16, gamma, generator)
                self.assertEqual(sum(split), 16)
                self.assertGreater(min(split), 0)

    def test_the_number_of_steps_follows_the_decay(self):
        generator = torch.Generator().manual_seed(0)
        counts = torch.zeros(9)
        for _ in range(4000):
            counts[len(f.random_split(8, 0.5, generator))] += 1
        expected = torch.tensor([0.0] + [0.5 ** i for i in range(8)])
        self.assertLess(float((counts / 4000 - expected / expected.sum()).abs().max()), 0.03)

    def test_every_order_is_a_permutation(self):
        orders = [f.raster_order(8), f.block_raster_order(8, 4), f.dilated_order(8, 2), *f.random_order(3, 64)]
        for order in orders:
            self.assertEqual(sorted(order.tolist()), list(range(64)))

    def test_block_and_dilated_orders_start_as_defined(self):
        self.assertEqual(f.block_raster_order(4, 2)[:5].tolist(), [0, 1, 4, 5, 2])
        self.assertEqual(f.dilated_order(4, 2)[:5].tolist(), [0, 2, 8, 10, 1])

    def test_the_mask_equals_its_definition_token_by_token(self):
        for condition, split in ((0, [3]), (2, [1, 2, 1]), (3, [2, 2])):
            step = list(itertools.chain.from_iterable([s] * n for s, n in enumerate(split)))
            tokens = [("condition", -1)] * condition + [("clean", s) for s in step if s < len(split) - 1] + [("noised", s) for s in step]
            mask = f.attention_mask(condition, split)
            for (i, (kind, s)), (j, (seen, r)) in itertools.product(enumerate(tokens), repeat=2):
                sees = seen == "condition"
                sees |= kind == "clean" and seen == "clean" and r <= s
                sees |= kind == "noised" and seen == "clean" and r < s
                sees |= kind == "noised" and seen == "noised" and r == s
                self.assertEqual(bool(mask[i, j]), not sees, (condition, split, i, j))

    def test_a_group_token_sees_what_its_noised_tokens_see_and_only_they_see_it(self):
        mask = f.attention_mask(2, [2, 1], group=1)  # condition 0–1, clean 2–3, group tokens 4 and 7, noised 5–6 and 8
        self.assertTrue(torch.equal(mask[4], mask[5]) and torch.equal(mask[7], mask[8]))
        self.assertEqual((~mask[:, 4]).nonzero().flatten().tolist(), [4, 5, 6])
        self.assertEqual((~mask[:, 7]).nonzero().flatten().tolist(), [7, 8])
        kept = [0, 1, 2, 3, 5, 6, 8]
        self.assertTrue(torch.equal(mask[kept][:, kept], f.attention_mask(2, [2, 1])))


class ModelTest(unittest.TestCase):
    def test_unpatchify_undoes_patchify(self):
        x = torch.randn(2, 3, 8, 8)
        self.assertTrue(torch.equal(unpatchify(patchify(x, 2), 2, 3), x))

    def test_parameter_counts_are_the_published_ones(self):
        # 48-wide model counted by hand.
        config = Config(input_size=8, patch_size=2, latent_channels=3, hidden_size=48, num_cond_tokens=3, depth=3, num_heads=4, num_classes=7)
        block = 2 * 96 + 3 * 48 * 48 + 48 * 48 + 48 + 4 * 12 + 48 * 192 + 192 + 192 * 48 + 48
        rest = 12 * 48 + 48 + 256 * 48 + 48 + 48 * 48 + 48 + 8 * 144 + 16 * 48 + 3 * 48 + 96 + 48 * 12 + 12
        self.assertEqual(sum(p.numel() for p in CausalFusion(config).parameters()), 3 * block + rest)

    def test_a_fresh_model_predicts_zero(self):
        model, order = CausalFusion(TINY), f.raster_order(4).expand(1, -1)
        x = torch.randn(1, 16, 12)
        out = model(x, x[:, :0], torch.tensor([3]), torch.tensor([0]), order, None)
        self.assertEqual(float(out.abs().max()), 0.0)


    def test_features_are_those_of_the_layer_before_through_one_more_block(self):
        model, images = tiny_model(), torch.rand(2, 3, 8, 8).double()
        features = [model.features(images, layer) for layer in range(3)]
        self.assertEqual(features[0].shape, (2, 16, model.config.hidden_size))
        self.assertTrue(torch.equal(features[2], model.blocks[1](features[1])))
        self.assertTrue(torch.equal(features[0], model.x_proj(patchify(images, 2)) + model.pos_embed))


class ConsistencyTest(unittest.TestCase):
    def test_cached_inference_predicts_what_the_training_pass_predicts(self):
        model, diffusion, split = tiny_model(), Diffusion(1), [3, 1, 7, 5]
        torch.manual_seed(2)
        order, y = f.random_order(2, 16), torch.tensor([0, 4])
        initial = torch.randn(2, 16, 12, dtype=torch.float64)
        result = sample(model, diffusion, y, order, split, initial, torch.zeros(1, 2, 16, 12))
        clean = gather_tokens(result.tokens, order)
        bias = f.attention_bias(3, split, torch.float64)
        predicted = model(initial, clean[:, :11], torch.zeros(2, dtype=torch.long), y, order, bias)
        self.assertLess(float((predicted - torch.cat(result.first_noise, 1)).detach().abs().max()), 1e-12)

    def test_sampling_without_a_cache_gives_the_same(self):
        model, diffusion, split = tiny_model(), Diffusion(5), [3, 1, 7, 5]
        torch.manual_seed(4)
        order, y = f.random_order(2, 16), torch.tensor([0, 4])
        initial, noise = torch.randn(2, 16, 12).double(), torch.randn(5, 2, 16, 12).double()
        for scale in (1.0, 2.0):
            cached = sample(model, diffusion, y, order, split, initial, noise, guidance=scale).tokens
            plain = generate(model, diffusion, y, order, split, initial, noise, guidance=Guidance(scale))
            self.assertLess(float((cached - plain).abs().max() / cached.abs().max()), 1e-10)

    def test_editing_keeps_what_is_not_in_the_order(self):
        model, diffusion = tiny_model(), Diffusion(3)
        start, order = torch.randn(1, 16, 12).double(), torch.tensor([[9, 2, 4]])
        edited = generate(model, diffusion, torch.tensor([1]), order, [1, 2], torch.randn(1, 3, 12).double(), torch.randn(3, 1, 3, 12).double(), start=start)
        changed = (edited != start).any(dim=2)[0].nonzero().flatten().tolist()
        self.assertEqual(changed, [2, 4, 9])

    def test_guidance_to_the_null_class_changes_nothing(self):
        model, diffusion = tiny_model(), Diffusion(4)
        order, null = f.raster_order(4).expand(2, -1), torch.tensor([5, 5])
        initial, noise = torch.randn(2, 16, 12).double(), torch.randn(4, 2, 16, 12).double()
        plain = sample(model, diffusion, null, order, [8, 8], initial, noise)
        guided = sample(model, diffusion, null, order, [8, 8], initial, noise, guidance=4.0)
        self.assertLess(float((plain.tokens - guided.tokens).abs().max()), 1e-9)

    def test_training_lowers_the_loss(self):
        torch.manual_seed(3)
        model, diffusion = CausalFusion(TINY), Diffusion()
        trainer = Trainer(model, lr=3e-3, warmup=5)
        x, noise, t = torch.rand(4, 3, 8, 8), torch.randn(4, 3, 8, 8), torch.tensor([900, 600, 300, 100])
        order, y = f.random_order(4, 16), torch.tensor([0, 1, 2, 3])
        losses = []
        for _ in range(60):
            terms = compute_loss(model, diffusion, x, noise, t, y, order, [4, 12])
            losses.append(float(terms.loss.detach()))
            trainer.step(terms.loss)
        self.assertLess(losses[-1], 0.5 * losses[0])


class SamplerTest(unittest.TestCase):
    def walk(self, text, steps, spread=0.7):
        """From the last timestep to clean data that is normal with a known spread, by its exact prediction; and where the probability flow ends."""
        diffusion = Diffusion(steps)
        alphas = diffusion.alphas_cumprod
        sampler, x = make_sampler(text, diffusion), (alphas[-1] * spread ** 2 + 1 - alphas[-1]).sqrt()
        for i in reversed(range(steps)):
            clean = alphas[i].sqrt() * spread ** 2 / (alphas[i] * spread ** 2 + 1 - alphas[i]) * x
            x = sampler.step(x, i, (x - alphas[i].sqrt() * clean) / (1 - alphas[i]).sqrt(), clean, torch.zeros(()))
        return float(x), float(spread ** 2 * (alphas[0] / (alphas[0] * spread ** 2 + 1 - alphas[0])).sqrt())

    def test_deterministic_samplers_approach_the_probability_flow(self):
        for text, bound in (("ddim", 0.02), ("dpm++2m", 0.002)):
            end, exact = self.walk(text, 100)
            self.assertLess(abs(end - exact), bound)

    def test_ddim_of_eta_one_is_ancestral(self):
        diffusion, x = Diffusion(7), torch.randn(5).double()
        for i in range(7):
            eps, noise = torch.randn(5).double(), torch.randn(5).double()
            index = torch.full((5,), i)
            clean = diffusion.predict_clean(x, index, eps)
            a, b = (make_sampler(text, diffusion).step(x, i, eps, clean, noise) for text in ("ddim:1", "ddpm:small"))
            self.assertLess(float((a - b).abs().max()), 1e-9 * float(a.abs().max()))


class ScheduleTest(unittest.TestCase):
    def test_a_respaced_schedule_keeps_both_ends_and_the_noise_levels(self):
        full = Diffusion()
        for steps in (2, 10, 25, 250, 1000):
            respaced = Diffusion(steps)
            self.assertEqual((len(respaced), int(respaced.timestep_map[0]), int(respaced.timestep_map[-1])), (steps, 0, 999))
            expected = full.alphas_cumprod[respaced.timestep_map]
            self.assertLess(float((respaced.alphas_cumprod / expected - 1).abs().max()), 1e-12)

    def test_more_steps_than_there_are_is_refused(self):
        with self.assertRaises(ValueError):
            spaced_timesteps(1001)

    def test_learning_rate_and_ema_decay_warm_up(self):
        self.assertEqual([learning_rate(s, 1.0, 4) for s in (1, 2, 4, 9)], [0.25, 0.5, 1.0, 1.0])
        self.assertEqual([ema_decay(1, 0.9), ema_decay(1000, 0.9)], [2 / 11, 0.9])


if __name__ == "__main__":
    unittest.main()

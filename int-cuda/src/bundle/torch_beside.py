#!/usr/bin/env python3
"""PyTorch on the shapes that the bundle measures, where the machine has it: torch_beside.py RESULTS [--device cpu --tiny].

Eager PyTorch as one would write it: weights, activations, gradients and AdamW's moments (fused) in bfloat16, so less memory traffic than
master weights in float32 take; attention by scaled_dot_product_attention's flash kernel; decode over a cache of fixed size, replayed as a
CUDA graph; recompute by torch.utils.checkpoint only where activations do not fit without. Writes RESULTS/torch.json, whose numbers the
other tables show, and RESULTS/torch.md. Without PyTorch, or without a GPU for it, one line says so and nothing is written.
"""
import contextlib
import json
import math
import os
import sys
import time

try:
    import torch
    import torch.nn.functional as F
    from torch.utils.checkpoint import checkpoint
except ImportError as missing:
    print(f"PyTorch is absent ({missing}); tables go without it.")
    sys.exit(0)

CPU = "cpu" in sys.argv
TINY = "--tiny" in sys.argv
DEVICE = "cpu" if CPU else "cuda"
TYPE = torch.bfloat16
BUDGET = 20.0  # seconds of repetitions for one number

if TINY:
    # name: vocabulary, hidden, inner, layers, heads, key-value heads, head size
    MODELS = {"tiny": (97, 64, 96, 2, 2, 1, 64)}
    COPY = 1 << 12
    PRODUCTS = [(40, 48, 64), (1, 48, 64)]
    ATTENTION = (2, 1, 64, 40, [20, 40])
    DECODE = ([1, 3], 9, 8)
    TRAIN = (12, 48, [24, 12])
    UPDATE = (11, 4, 2)
else:
    MODELS = {
        "0.6B": (151936, 1024, 3072, 28, 16, 8, 128),
        "4B": (151936, 2560, 9728, 36, 32, 8, 128),
    }
    COPY = 2 << 30
    PRODUCTS = [(8192, 8192, 8192), (16384, 2560, 9728), (16384, 9728, 2560), (16384, 1024, 3072), (512, 9728, 2560),
                (256, 9728, 2560), (64, 9728, 2560), (1, 9728, 2560)]
    ATTENTION = (32, 8, 128, 16384, [1024, 4096, 8192, 16384])
    DECODE = ([1, 16, 64, 256], 1024, 32)
    TRAIN = (4096, 65536, [16384, 8192, 4096])
    UPDATE = (1152, 4, 16)

NUMBERS = {}


def note(name, value):
    NUMBERS[name] = value
    print(f"{name}: {value:.5g}", flush=True)


def synchronize():
    if not CPU:
        torch.cuda.synchronize()


def free():
    if not CPU:
        torch.cuda.empty_cache()


def seconds(work, times=10):
    """Of one time, after two that do not count."""
    work()
    work()
    synchronize()
    start = time.perf_counter()
    done = 0
    while done < times and (done == 0 or time.perf_counter() - start < BUDGET):
        work()
        done += 1
        if done % 4 == 0:
            synchronize()
    synchronize()
    return (time.perf_counter() - start) / done


def attempt(what, work):
    """What does not fit or is not there leaves its number out and the others in."""
    try:
        work()
        return True
    except (RuntimeError, NotImplementedError) as e:
        print(f"{what}: not measured: {str(e).splitlines()[0]}", flush=True)
        return False
    finally:
        free()


def random(*shape, scale=0.02):
    return torch.randn(*shape, device=DEVICE, dtype=TYPE) * scale


def flash():
    if CPU:
        return contextlib.nullcontext()
    from torch.nn.attention import SDPBackend, sdpa_kernel
    return sdpa_kernel([SDPBackend.FLASH_ATTENTION, SDPBackend.CUDNN_ATTENTION])


class Model:
    """A Qwen3 decoder with tied embeddings."""

    def __init__(self, shape):
        self.vocabulary, self.hidden, inner, self.layers, self.heads, self.kv_heads, self.size = shape
        h, q, kv = self.hidden, self.heads * self.size, self.kv_heads * self.size
        self.embedding = random(self.vocabulary, h)
        one = lambda n: torch.ones(n, device=DEVICE, dtype=TYPE)
        self.blocks = [
            dict(norm=one(h), qkv=random(q + 2 * kv, h), q_norm=one(self.size), k_norm=one(self.size), out=random(h, q),
                 mlp_norm=one(h), gate_up=random(2 * inner, h), down=random(h, inner))
            for _ in range(self.layers)]
        self.norm = one(h)
        self.frequencies = torch.exp(
            torch.arange(0, self.size // 2, device=DEVICE, dtype=torch.float32) * (-2 * math.log(1e6) / self.size))

    def parameters(self):
        return [self.embedding, self.norm] + [w for block in self.blocks for w in block.values()]

    def rotation(self, positions):
        angles = positions.float()[:, None] * self.frequencies
        return torch.cat((angles.cos(), angles.cos()), -1).to(TYPE), torch.cat((angles.sin(), angles.sin()), -1).to(TYPE)

    def rotate(self, x, rotation):
        first, second = x.chunk(2, -1)
        return x * rotation[0] + torch.cat((-second, first), -1) * rotation[1]

    def norm_of(self, x, weight):
        return F.rms_norm(x, weight.shape, weight, 1e-6)

    def block(self, x, w, rotation, attend):
        b, t, _ = x.shape
        q, k, v = F.linear(self.norm_of(x, w["norm"]), w["qkv"]).split(
            (self.heads * self.size, self.kv_heads * self.size, self.kv_heads * self.size), -1)
        q = self.rotate(self.norm_of(q.view(b, t, self.heads, self.size), w["q_norm"]).transpose(1, 2), rotation)
        k = self.rotate(self.norm_of(k.view(b, t, self.kv_heads, self.size), w["k_norm"]).transpose(1, 2), rotation)
        v = v.view(b, t, self.kv_heads, self.size).transpose(1, 2)
        x = x + F.linear(attend(q, k, v).transpose(1, 2).reshape(b, t, -1), w["out"])
        gate, up = F.linear(self.norm_of(x, w["mlp_norm"]), w["gate_up"]).chunk(2, -1)
        return x + F.linear(F.silu(gate) * up, w["down"])

    def causal(self, q, k, v):
        groups = self.heads // self.kv_heads
        with flash():
            return F.scaled_dot_product_attention(
                q, k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1), is_causal=True)

    def forward(self, ids, recompute=False):
        rotation = self.rotation(torch.arange(ids.shape[1], device=DEVICE))
        x = F.embedding(ids, self.embedding)
        for w in self.blocks:
            if recompute:
                x = checkpoint(self.block, x, w, rotation, self.causal, use_reentrant=False)
            else:
                x = self.block(x, w, rotation, self.causal)
        return self.norm_of(x, self.norm)

    def loss(self, ids, recompute):
        """Chunks of 2,048 rows, so that not all logits are held."""
        hidden = self.forward(ids, recompute)[:, :-1].reshape(-1, self.hidden)
        targets = ids[:, 1:].reshape(-1)
        part = lambda h, t: F.cross_entropy(F.linear(h, self.embedding).float(), t, reduction="sum")
        total = 0
        for i in range(0, len(targets), 2048):
            total = total + checkpoint(part, hidden[i:i + 2048], targets[i:i + 2048], use_reentrant=False)
        return total / len(targets)


def tokens(model, rows, length):
    return torch.randint(model.vocabulary, (rows, length), device=DEVICE)


def training(model, length, micro_batch, step_tokens, recompute):
    """Seconds of one optimizer step."""
    weights = model.parameters()
    for w in weights:
        w.requires_grad_(True)
    optimizer = torch.optim.AdamW(weights, lr=1e-6, fused=not CPU)
    ids = tokens(model, micro_batch // length, length)
    micro_batches = step_tokens // micro_batch

    def step():
        for _ in range(micro_batches):
            (model.loss(ids, recompute) / micro_batches).backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)

    try:
        return seconds(step, 3)
    finally:
        for w in weights:
            w.requires_grad_(False)
            w.grad = None


def train(name, shape):
    length, step_tokens, micro_batches = TRAIN
    for recompute in (False, True):
        for micro_batch in micro_batches:
            def measure():
                model = Model(shape)
                note(f"train {name} tokens/s", step_tokens / training(model, length, micro_batch, step_tokens, recompute))
                if not CPU:
                    note(f"train {name} peak GB", torch.cuda.max_memory_allocated() / 1e9)
            if not CPU:
                torch.cuda.reset_peak_memory_stats()
            if attempt(f"train {name}, micro-batch {micro_batch}, recompute {recompute}", measure):
                return


def update(name, shape):
    length, rows, batches = UPDATE

    def measure():
        model = Model(shape)
        all_tokens = length * rows * batches
        note(f"update {name} tokens/s", all_tokens / training(model, length, length * rows, all_tokens, True))

    attempt(f"update {name}", measure)


class Decoding:
    """Steps of all rows over a cache of fixed size, whose position lies on the device, so that one graph serves all steps."""

    def __init__(self, model, rows, context, steps):
        self.model, self.rows, self.context = model, rows, context
        self.length = context + steps + 4
        shape = (rows, model.kv_heads, self.length, model.size)
        self.keys = [torch.zeros(shape, device=DEVICE, dtype=TYPE) for _ in model.blocks]
        self.values = [torch.zeros(shape, device=DEVICE, dtype=TYPE) for _ in model.blocks]
        self.position = torch.full((1,), context - 1, device=DEVICE)
        self.ids = tokens(model, rows, 1)
        self.columns = torch.arange(self.length, device=DEVICE)

    @torch.no_grad()
    def prefill(self):
        """Whole prompts, a few rows at a time."""
        model, together = self.model, max(1, 16384 // self.context)
        for start in range(0, self.rows, together):
            end = min(start + together, self.rows)
            ids = tokens(model, end - start, self.context - 1)
            rotation = model.rotation(torch.arange(self.context - 1, device=DEVICE))
            x = F.embedding(ids, model.embedding)
            for layer, w in enumerate(model.blocks):
                def attend(q, k, v):
                    self.keys[layer][start:end, :, :self.context - 1] = k
                    self.values[layer][start:end, :, :self.context - 1] = v
                    return model.causal(q, k, v)
                x = model.block(x, w, rotation, attend)

    @torch.no_grad()
    def step(self):
        model = self.model
        rotation = model.rotation(self.position)
        mask = (self.columns <= self.position)[None, None, None]
        x = F.embedding(self.ids, model.embedding)
        for layer, w in enumerate(model.blocks):
            def attend(q, k, v):
                self.keys[layer].index_copy_(2, self.position, k)
                self.values[layer].index_copy_(2, self.position, v)
                # The heads of a group as rows of one product: keys are read once.
                grouped = q.view(self.rows, model.kv_heads, -1, model.size)
                out = F.scaled_dot_product_attention(grouped, self.keys[layer], self.values[layer], attn_mask=mask)
                return out.reshape(self.rows, model.heads, 1, model.size)
            x = model.block(x, w, rotation, attend)
        logits = F.linear(model.norm_of(x, model.norm), model.embedding).float()[:, -1]
        self.ids.copy_(torch.multinomial(torch.softmax(logits, -1), 1))
        self.position.add_(1)

    def run(self, steps):
        """Seconds of one step."""
        self.position.fill_(self.context - 1)
        replay = self.step
        if not CPU:
            side = torch.cuda.Stream()
            with torch.cuda.stream(side):
                self.step()
            torch.cuda.current_stream().wait_stream(side)
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                self.step()
            replay = graph.replay
        self.position.fill_(self.context - 1)
        replay()
        synchronize()
        start = time.perf_counter()
        for _ in range(steps):
            replay()
        synchronize()
        return (time.perf_counter() - start) / steps


def decode(name, shape):
    all_rows, context, steps = DECODE
    model = Model(shape)
    for rows in all_rows:
        def measure():
            decoding = Decoding(model, rows, context, steps)
            decoding.prefill()
            synchronize()
            start = time.perf_counter()
            decoding.prefill()
            synchronize()
            note(f"prefill {name} rows {rows} tokens/s", rows * (context - 1) / (time.perf_counter() - start))
            note(f"decode {name} rows {rows} ms", 1e3 * decoding.run(steps))
        attempt(f"decode {name}, {rows} rows", measure)


def products():
    for m, n, k in PRODUCTS:
        def measure():
            x, w = random(m, k), random(n, k)
            note(f"gemm {m}x{n}x{k} TFLOP/s", 2e-12 * m * n * k / seconds(lambda: F.linear(x, w)))
        attempt(f"product {m}x{n}x{k}", measure)


def copy():
    source = torch.zeros(COPY, device=DEVICE, dtype=torch.uint8)
    target = torch.empty_like(source)
    note("copy TB/s", 2e-12 * COPY / seconds(lambda: target.copy_(source)))


def attention():
    heads, kv_heads, size, all_tokens, lengths = ATTENTION
    for length in lengths:
        def measure():
            rows = max(1, all_tokens // length)
            q, k, v = (random(rows, heads, length, size, scale=1).requires_grad_(True) for _ in range(3))
            flops = 4e-12 * size * 0.5 * length * (length + 1) * rows * heads
            with flash():
                with torch.no_grad():
                    forward = lambda: F.scaled_dot_product_attention(q, k, v, is_causal=True)
                    note(f"attention {length} forward TFLOP/s", flops / seconds(forward, 5))
                out = F.scaled_dot_product_attention(q, k, v, is_causal=True)
                d_out = torch.ones_like(out)
                backward = lambda: torch.autograd.grad(out, (q, k, v), d_out, retain_graph=True)
                note(f"attention {length} backward TFLOP/s", 2.5 * flops / seconds(backward, 5))
        attempt(f"attention over {length} tokens", measure)


def main():
    results = sys.argv[1] if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else "results"
    if not CPU and not torch.cuda.is_available():
        print("PyTorch sees no GPU; tables go without it.")
        return
    torch.manual_seed(1)
    attempt("copy", copy)
    products()
    attention()
    for name, shape in MODELS.items():
        attempt(f"decode {name}", lambda: decode(name, shape))
        train(name, shape)
        update(name, shape)
    where = "the CPU" if CPU else torch.cuda.get_device_name()
    os.makedirs(results, exist_ok=True)
    with open(os.path.join(results, "torch.json"), "w") as out:
        json.dump({"torch": torch.__version__, "device": where, "numbers": NUMBERS}, out, indent=1)
    with open(os.path.join(results, "torch.md"), "w") as out:
        out.write(f"## PyTorch {torch.__version__} on {where}\n\n| measurement | number |\n| --- | --- |\n")
        out.writelines(f"| {name} | {value:.4g} |\n" for name, value in NUMBERS.items())


main()

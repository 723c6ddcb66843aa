#!/usr/bin/env python3
"""Times GEMMs of Llama-3's shapes on an NVIDIA GPU and prints fleets/measurements/gemm_h200.csv.

Needs PyTorch with CUDA; takes a quarter of a minute on an H200. Calls are replayed from a CUDA graph, so that no
launch from the host counts, and rotate through weights that together fill no cache.

example: python3 bench/gemm_time.py > fleets/measurements/gemm_h200.csv
"""

import statistics

import torch

SHAPES = [(6144, 4096), (28672, 4096), (4096, 14336), (10240, 8192), (8192, 28672)]  # n, k
ROWS = [1, 2, 4, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 96, 112, 128, 144, 160, 192, 224, 256, 320, 384, 448, 512, 768,
        1024, 2048, 4096, 8192]  # m
BEYOND_CACHES = 400e6  # bytes of weights in rotation
REPLAYS = 5


def microseconds(call, calls):
    """Median time of one of `calls` calls in a graph."""
    side = torch.cuda.Stream()
    with torch.cuda.stream(side):
        for i in range(3):
            call(i)
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for i in range(calls):
            call(i)
    for _ in range(2):
        graph.replay()
    times = []
    for _ in range(REPLAYS):
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        graph.replay()
        end.record()
        torch.cuda.synchronize()
        times.append(begin.elapsed_time(end) / calls * 1e3)
    return statistics.median(times)


def bf16_call(m, k, weights):
    activations = torch.randn(m, k, device="cuda", dtype=torch.bfloat16)
    return lambda i: torch.mm(activations, weights[i % len(weights)].t())


def fp8_call(m, k, weights):
    one = torch.tensor(1.0, device="cuda")
    activations = torch.randn(m, k, device="cuda", dtype=torch.bfloat16).to(torch.float8_e4m3fn)
    return lambda i: torch._scaled_mm(activations, weights[i % len(weights)].t(), scale_a=one, scale_b=one,
                                      out_dtype=torch.bfloat16, use_fast_accum=True)


def main():
    torch.manual_seed(0)
    print("format,m,n,k,us")
    for n, k in SHAPES:
        copies = int(BEYOND_CACHES // (n * k * 2)) + 2
        bf16 = [torch.randn(n, k, device="cuda", dtype=torch.bfloat16) for _ in range(copies)]
        fp8 = [weight.to(torch.float8_e4m3fn) for weight in bf16 + bf16]
        for m in ROWS:
            print(f"bf16,{m},{n},{k},{microseconds(bf16_call(m, k, bf16), max(copies, 10)):.3f}", flush=True)
        for m in ROWS:
            if m > 16 and m % 16:
                continue  # cuBLAS refuses them
            print(f"fp8,{m},{n},{k},{microseconds(fp8_call(m, k, fp8), max(2 * copies, 10)):.3f}", flush=True)


if __name__ == "__main__":
    main()

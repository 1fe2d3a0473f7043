#!/usr/bin/env bash
# Compiles every kernel to PTX and keeps the result with what identifies it. Run by hand or by
# `mvn -Dquick -Pkernels -pl int-cuda -am process-test-classes`.
#
# The PTX is for compute capability 8.0 and later; its version is lowered to the oldest that ptxas takes for it, so that older drivers
# take it too. Registers of each kernel for 8.0, and the most it spills for any target, are noted for the tests. The hot ones are kept
# assembled as well, for the targets of large GPUs, so that their driver need not do it at each start.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")"

pinned=V13.0.88
flags=(-std=c++17 -O3 -arch=compute_80)
targets=(80 86 89 90 100 120)
hot=" gemm_bf16 gemm_few attention_mma attention_cached attention_decode sample "
assembled=" 80 90 "
out=../resources/dev/intrain/cuda/kernels
nvcc=${NVCC:-nvcc}

if ! "$nvcc" --version 2>/dev/null | grep -q "$pinned"; then
    echo "The kernels are compiled with nvcc $pinned only, so that everyone gets the same code; set NVCC to it." >&2
    exit 1
fi
ptxas=$(dirname "$(readlink -f "$("$nvcc" --dryrun -ptx norm.cu 2>&1 | sed -n 's/^#\$ _HERE_=//p')/ptxas")")/ptxas
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
rm -f "$out"/*.ptx.gz "$out"/*.cubin.gz

{
    echo "# Written by src/main/cuda/compile.sh; do not edit."
    echo "compiler=nvcc $pinned"
    echo "flags=${flags[*]}"
    echo "targets=${targets[*]}"
    echo "sources=$(sha256sum ./*.cu ./*.cuh compile.sh | sed 's/ \.\// /' | sha256sum | cut -d' ' -f1)"
} >"$work/kernels.properties"
for source in *.cu; do
    name=${source%.cu}
    "$nvcc" -ptx "${flags[@]}" "$source" -o "$work/$name.ptx"
    for version in 7.0 7.1 7.2 7.3 7.4 7.5 7.6 7.7 7.8 8.0 9.0; do
        # Comments name the compiler's folders and build, so they go.
        sed -e "s/^\.version .*/.version $version/" -e '/^\/\//d' "$work/$name.ptx" >"$work/lowered.ptx"
        if "$ptxas" -arch=sm_80 -v "$work/lowered.ptx" -o "$work/cubin" >"$work/log" 2>&1; then
            break
        fi
    done
    gzip -9n <"$work/lowered.ptx" >"$out/$name.ptx.gz"
    echo "version.$name=$version" >>"$work/kernels.properties"
    for target in "${targets[@]}"; do
        "$ptxas" -arch="sm_$target" -v "$work/lowered.ptx" -o "$work/cubin" >"$work/log" 2>&1
        if [[ $hot == *" $name "* && $assembled == *" $target "* ]]; then
            gzip -9n <"$work/cubin" >"$out/$name.sm_$target.cubin.gz"
        fi
        # "Compiling entry function 'x' for 'sm_80'", then "... bytes spill stores ...", then "Used n registers ..."
        awk -v file="$name" -v target="$target" '
            /Compiling entry function/ { split($0, part, "\047"); kernel = part[2] }
            /bytes spill stores/ { for (i = 1; i < NF; i++) if ($(i + 2) == "spill" && $(i + 3) ~ /^stores/) spill = $i }
            /Used [0-9]+ registers/ {
                for (i = 1; i < NF; i++) if ($i == "Used") registers = $(i + 1)
                print kernel, file, target, registers, spill
            }' "$work/log" >>"$work/registers"
    done
done
awk '
    $3 == 80 { file[$1] = $2; registers[$1] = $4 }
    $5 > spill[$1] { spill[$1] = $5 }
    END { for (kernel in file) printf "kernel.%s=%s %d %d\n", kernel, file[kernel], registers[kernel], spill[kernel] }
' "$work/registers" >>"$work/kernels.properties"
sort -o "$work/sorted" <(grep -v '^#' "$work/kernels.properties")
{ grep '^#' "$work/kernels.properties"; cat "$work/sorted"; } >"$out/kernels.properties"

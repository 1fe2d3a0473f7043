#!/usr/bin/env bash
# Makes target/intrain-gpu.tar.gz: the CUDA backend's tests and measurements for a machine with an NVIDIA GPU, which needs nothing but
# its driver. Unpack it anywhere and call ./run-on-gpu all. Called by
#
#   mvn -q -Dquick -DskipTests -Pbundle -pl int-cuda -am package
#
# Inside: a Java runtime of the modules that are needed, the jars, the natives of Linux on x86-64 alone (no oneDNN), the kernels,
# the tests with their golden models, and the quickstart.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

limit=$((60 << 20))
jdk=
for place in "${JAVA_HOME_25:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    if [[ -x $place/bin/jlink ]] && "$place/bin/java" --version | grep -q '^[a-z]* 25'; then
        jdk=$place
        break
    fi
done
if [[ -z $jdk ]]; then
    echo "Set JAVA_HOME_25 to a JDK 25, whose runtime goes into the bundle." >&2
    exit 1
fi
for made in int-core/target/classes int-core/target/test-classes int-cuda/target/test-classes int-cuda/target/bundle-jars; do
    if [[ ! -d $made ]]; then
        echo "$made is not there: call this by mvn -q -Dquick -DskipTests -Pbundle -pl int-cuda -am package." >&2
        exit 1
    fi
done
out=int-cuda/target/intrain-gpu
rm -rf "$out" "$out.tar.gz"
mkdir -p "$out/jars" "$out/classes/test" "$out/examples"

"$jdk/bin/jlink" --output "$out/runtime" --strip-debug --no-header-files --no-man-pages --compress zip-9 --add-modules \
    java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.httpserver,jdk.incubator.vector,jdk.management,jdk.unsupported,jdk.zipfs

cp int-cuda/target/bundle-jars/*.jar "$out/jars/"
# AssertJ makes proxies with it, which these tests do without; plots need windows.
rm -f "$out"/jars/byte-buddy*.jar "$out"/jars/xchart*.jar
# Natives of other platforms, and JCuda's compilers.
for jar in "$out"/jars/*.jar; do
    others=$(unzip -Z1 "$jar" | grep -E '\.(so|dll|dylib|jnilib|a)$|/native/' | grep -E '\.(so|dll|dylib|jnilib|a)$' \
        | grep -vE 'libJCudaDriver|linux-x86_64/cpu/libtokenizers\.so|[Ll]inux/x86_64|linux-x86-64' || true)
    if [[ -n $others ]]; then
        xargs -d '\n' zip -qd "$jar" <<<"$others"
    fi
done
for module in int-api int-core int-cuda; do
    cp -r "$module/target/classes/." "$out/classes/"
done
# Their declarations of providers would hide each other's in one folder; the tests' say what the tests need.
cat int-core/target/classes/META-INF/services/dev.intrain.api.tensor.BackendProvider \
    int-cuda/target/classes/META-INF/services/dev.intrain.api.tensor.BackendProvider \
    | sort -u >"$out/classes/META-INF/services/dev.intrain.api.tensor.BackendProvider"
cp -r int-core/target/test-classes/. "$out/classes/test/"
cp -r int-cuda/target/test-classes/. "$out/classes/test/"
rm -rf "$out/classes/module-info.class" "$out/classes/test/META-INF" "$out/classes/test/oracle" "$out/classes/test/without-propose"
cp -r examples/quickstart "$out/examples/"
rm -rf "$out/examples/quickstart/target"
cp LICENSE "$out/" 2>/dev/null || true
cp int-cuda/src/bundle/run-on-gpu int-cuda/src/bundle/torch_beside.py "$out/"
tar -C int-cuda/target --sort=name --owner=0 --group=0 -cf - intrain-gpu | gzip -9 >"$out.tar.gz"
bytes=$(stat -c %s "$out.tar.gz")
echo "$out.tar.gz: $((bytes >> 20)) MiB"
if ((bytes > limit)); then
    echo "The bundle is larger than $((limit >> 20)) MiB." >&2
    exit 1
fi

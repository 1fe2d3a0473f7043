# Sourced by the launchers beside it: finds a JDK 25, then runs the given main class with the flags the engine needs.
# usage: launch MAIN_CLASS ARGUMENT...

# Prints the feature release of the JVM at $1/bin/java; nothing if there is none.
java_release() {
    [ -x "$1/bin/java" ] || return 0
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1
    fi
}

is_new_enough() {
    local release
    release=$(java_release "$1")
    [ -n "$release" ] && [ "$release" -ge 25 ]
}

# The JDK home that `java` on the PATH belongs to.
java_home_on_path() {
    command -v java >/dev/null 2>&1 || return 0
    java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
}

find_java_home() {
    local home
    if [ -n "${INTRAIN_JAVA_HOME:-}" ]; then
        # A named choice never falls back.
        is_new_enough "$INTRAIN_JAVA_HOME" || {
            echo "INTRAIN_JAVA_HOME is $INTRAIN_JAVA_HOME, which is no JDK 25 or newer: point it at one, or unset it." >&2
            return 1
        }
        printf '%s\n' "$INTRAIN_JAVA_HOME"
        return 0
    fi
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* "$(java_home_on_path)" \
        "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/25* "${HOME:-}"/.jdks/*25* \
        /Library/Java/JavaVirtualMachines/*25*/Contents/Home /opt/homebrew/opt/openjdk@25; do
        if [ -n "$home" ] && is_new_enough "$home"; then
            printf '%s\n' "$home"
            return 0
        fi
    done
    echo "InTrain needs JDK 25, and none was found in JAVA_HOME, /usr/lib/jvm, the PATH or SDKMAN: install one and set INTRAIN_JAVA_HOME to its folder." >&2
    return 1
}

launch() {
    local main=$1 home pages=()
    shift
    home=$(find_java_home) || exit 1
    # Else the tokenizer library tries to download another flavour on a machine with CUDA.
    export RUST_FLAVOR="${RUST_FLAVOR:-cpu}"
    # Weights and activations are streamed again and again: in pages of 2 MiB that is up to a third faster.
    if grep -qs '\[madvise\]\|\[always\]' /sys/kernel/mm/transparent_hugepage/enabled; then
        pages=(-XX:+UseTransparentHugePages)
        export GLIBC_TUNABLES="${GLIBC_TUNABLES:+$GLIBC_TUNABLES:}glibc.malloc.hugetlb=1"
    fi
    # The one line "WARNING: Using incubator modules" goes to stderr and has no switch.
    # Tensors lie outside the heap; what is short-lived in it, mostly before kernels are compiled, needs no more room than this.
    # The compiler may now and then hoist a check that fails each time, throw a kernel away and compile it again: 20 times, not 100.
    # JAVA_OPTS is a list of words on purpose. INTRAIN_PLUGINS is a class path with jars of plug-ins.
    # shellcheck disable=SC2086
    exec "$home/bin/java" \
        --add-modules jdk.incubator.vector \
        --add-opens=java.base/java.nio=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow \
        --enable-native-access=ALL-UNNAMED \
        -XX:+UseParallelGC \
        -Xmn32m \
        -XX:PerMethodTrapLimit=20 \
        ${pages[@]+"${pages[@]}"} \
        ${JAVA_OPTS:-} \
        -cp "$dist/lib/*${INTRAIN_PLUGINS:+:$INTRAIN_PLUGINS}" "$main" "$@"
}

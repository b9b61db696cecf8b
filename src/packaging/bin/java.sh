# shellcheck shell=sh disable=SC2034,SC2154
# Read by the scripts of this folder, which set $self to their own path without symbolic links. Finds Java and sets
#   app           the installation's folder
#   java          the JVM
#   archive       the archive of loaded classes that fits this version of Java
#   use_archive   the JVM's option that reads it
#   java_options  the options of every JVM that we start
# POSIX, and readlink -f: cron may start us with any sh and an almost empty environment.

fail() {
    echo "service-ping: $*" >&2
    exit 127
}

# 17 for 17.0.15, 1 for 1.8.0, nothing for a text that begins otherwise.
major() {
    version=${1#\"}
    echo "${version%%[!0-9]*}"
}

# Reads the file that a Java runtime has beside bin/. Starts the runtime only where there is none.
java_major() {
    runtime=$(readlink -f -- "$java")
    if [ -r "${runtime%/bin/java}/release" ]; then
        while IFS='=' read -r key value; do
            [ "$key" != JAVA_VERSION ] || { major "$value" && return; }
        done <"${runtime%/bin/java}/release"
    fi
    major "$("$java" -version 2>&1 | sed -n 's/.* version "\(.*\)".*/\1/p')"
}

app=${self%/bin/*}

if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no program bin/java in it. Correct it, or unset it."
else
    java=$(command -v java) ||
        fail "No java on the PATH (${PATH:-}). Install a Java runtime, 17 or later, or name its folder in JAVA_HOME."
fi
java_version=$(java_major)
if [ "${java_version:-17}" -lt 17 ]; then
    fail "$java is Java $java_version, but 17 or later is needed. Install that, or name its folder in JAVA_HOME."
fi

if [ "${java_version:-17}" -lt 25 ]; then
    archive=$app/archive/service-ping.jsa
    use_archive=-XX:SharedArchiveFile=$archive
    no_complaint='-Xlog:cds*=off'
else
    archive=$app/archive/service-ping.aot
    use_archive=-XX:AOTCache=$archive
    no_complaint='-Xlog:aot*=off'
fi
# Quick to start, small, and without files in the folder for temporary files. The JVM would complain of an archive that
# another JVM made on standard output, which belongs to the program.
java_options="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms16m -Xmx256m -XX:-UsePerfData $no_complaint"

# cron sets no locale, and a login may name one that is not installed. With ASCII alone the JVM finds no file with other
# letters in its path, not even its own jar.
locale=${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}
case $locale in
    C.UTF-8 | C.utf8) ;;
    C | POSIX) letters=ascii ;;
    *)
        case $(locale charmap 2>/dev/null) in
            ANSI_X3.4-1968 | US-ASCII) letters=ascii ;;
        esac
        ;;
esac
if [ "${letters:-}" = ascii ]; then
    LC_ALL=C.UTF-8 && export LC_ALL
    # What is printed stays in the user's locale.
    case $locale in
        *.UTF-8 | *.utf8) ;;
        *) java_options="$java_options -Dservice-ping.ascii=true" ;;
    esac
fi

/*
 * The starter: a static program for Linux that uses no library.
 *
 *   starter FOLDER COMMAND [ARGUMENT...]
 *
 * It waits until nobody has FOLDER/latch, a FIFO, open for writing any more. Where there is no latch, it does not wait. Then
 * it becomes COMMAND. A name with a slash is a path. Any other name is looked for in the folders of PATH; an empty folder is
 * none, and a file that the kernel can't execute is never handed to a shell. The command keeps the arguments, environment,
 * process id, signals, working directory and open files that this program was started with. Where the command can't be
 * executed, the program ends with 127.
 *
 * Where somebody reads FOLDER/answers, a FIFO, a second process stays beside the command: the healthcheck's. It runs the check
 * once for every byte that it reads from FOLDER/orders, a FIFO. FOLDER/words has the check's words, with a zero byte behind
 * each. The check has nothing to read, and nobody reads what it prints. How it ended is written to answers: four bytes, as
 * wait(2) tells it.
 *
 * When orders has more to read while a check runs, or has come to its end, the check is killed. From then on, or from the end
 * of orders on, the second process only sleeps. It does not end, since its end would be a signal to the command. Its exit
 * signal is none, so a command that waits for any child does not meet it. Its words are wiped and its name is a dot: a check
 * that looks for the command by its name does not find it there.
 */

/* What differs between machines: numbers of system calls, one flag, and how to call. */
#if defined(__x86_64__)

enum { READ = 0, WRITE = 1, CLOSE = 3, PAUSE = 34, CLONE = 56, EXECVE = 59, EXIT = 60, WAIT4 = 61, KILL = 62, FCNTL = 72,
    SETSID = 112, PRCTL = 157, OPENAT = 257, PPOLL = 271, DUP3 = 292 };
enum { O_DIRECTORY = 0x10000 };

/* The kernel starts the program here, with its words on the stack. */
__asm__(".globl _start\n"
        "_start:\n"
        "    mov %rsp, %rdi\n"
        "    call start\n");

static long call(long number, long first, long second, long third, long fourth, long fifth) {
    register long r10 __asm__("r10") = fourth;
    register long r8 __asm__("r8") = fifth;
    __asm__ volatile("syscall"
                     : "+a"(number)
                     : "D"(first), "S"(second), "d"(third), "r"(r10), "r"(r8)
                     : "rcx", "r11", "memory");
    return number;
}

#elif defined(__aarch64__)

enum { DUP3 = 24, FCNTL = 25, OPENAT = 56, CLOSE = 57, READ = 63, WRITE = 64, PPOLL = 73, EXIT = 93, KILL = 129, SETSID = 157,
    PRCTL = 167, CLONE = 220, EXECVE = 221, WAIT4 = 260 };
enum { O_DIRECTORY = 0x4000 };

__asm__(".globl _start\n"
        "_start:\n"
        "    mov x0, sp\n"
        "    bl start\n");

static long call(long number, long first, long second, long third, long fourth, long fifth) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = first;
    register long x1 __asm__("x1") = second;
    register long x2 __asm__("x2") = third;
    register long x3 __asm__("x3") = fourth;
    register long x4 __asm__("x4") = fifth;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
}

#else
#error "the starter knows no system calls of this machine"
#endif

#define CALL1(number, a) call(number, (long) (a), 0, 0, 0, 0)
#define CALL2(number, a, b) call(number, (long) (a), (long) (b), 0, 0, 0)
#define CALL3(number, a, b, c) call(number, (long) (a), (long) (b), (long) (c), 0, 0)
#define CALL4(number, a, b, c, d) call(number, (long) (a), (long) (b), (long) (c), (long) (d), 0)

/* The kernel's numbers that are the same on both machines. A call that fails returns one of these, negative. */
enum { ENOENT = 2, EINTR = 4, ENOEXEC = 8 };
enum { O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000, O_PATH = 0x200000 };
enum { AT_FDCWD = -100, F_SETFL = 4, PR_SET_NAME = 15, POLLIN = 1, SIGKILL = 9, SIGCHLD = 17, CLONE_PIDFD = 0x1000 };

/* The longest path that the kernel takes, its zero byte included. */
enum { PATH_MAX = 4096 };
/* The runner sends half of this at most. */
enum { WORDS_MAX = 16 << 10 };

struct pollfd {
    int file;
    short events;
    short found;
};

static int length(const char *text) {
    int count = 0;
    while (text[count]) count++;
    return count;
}

static int open_in(int folder, const char *name, int flags) {
    return CALL3(OPENAT, folder, name, flags | O_CLOEXEC);
}

static void say(const char *text) {
    CALL3(WRITE, 2, text, length(text));
}

static _Noreturn void end(void) {
    for (;;) CALL1(EXIT, 127);
}

/* Says whose the trouble is, as a shell does. */
static _Noreturn void fail(const char *name) {
    say(name);
    say(": not found or not executable\n");
    end();
}

/* The value of PATH, or null. */
static const char *path(char **environment) {
    for (; *environment; environment++) {
        const char *name = "PATH=";
        const char *variable = *environment;
        while (*name && *name == *variable) name++, variable++;
        if (!*name) return variable;
    }
    return 0;
}

/* Executes the first file of that name in a folder of PATH. Returns where there is none. */
static void search(const char *folders, char **command, char **environment) {
    int name = length(command[0]);
    while (folders) {
        const char *folder = folders;
        int size = 0;
        while (folder[size] && folder[size] != ':') size++;
        folders = folder[size] ? folder + size + 1 : 0;
        /* No folder is none, not this one. And the kernel would not take what is too long. */
        if (size == 0 || size >= PATH_MAX || name >= PATH_MAX || size + 1 + name >= PATH_MAX) continue;
        char file[PATH_MAX];
        for (int i = 0; i < size; i++) file[i] = folder[i];
        file[size] = '/';
        for (int i = 0; i <= name; i++) file[size + 1 + i] = command[0][i];
        /* Found, and no program: another one of that name is not looked for. */
        if (CALL3(EXECVE, file, command, environment) == -ENOEXEC) return;
    }
}

static _Noreturn void become(char **command, char **environment) {
    const char *letter = command[0];
    while (*letter && *letter != '/') letter++;
    if (*letter) CALL3(EXECVE, command[0], command, environment);
    else search(path(environment), command, environment);
    fail(command[0]);
}

static _Noreturn void sleep_forever(void) {
#ifdef __x86_64__
    for (;;) CALL1(PAUSE, 0);
#else
    /* Without files and without a time: this kernel has no pause. */
    for (;;) CALL4(PPOLL, 0, 0, 0, 0);
#endif
}

/* Whether the check ended by itself, and not because orders had something to say first. */
static int ended(int check, int orders) {
    struct pollfd files[] = {{check, POLLIN, 0}, {orders, POLLIN, 0}};
    while (CALL4(PPOLL, files, 2, 0, 0) == -EINTR) continue;
    return !files[1].found;
}

/* Gets away from the command: another name, another session, no words, no terminal. */
static void hide(char **own_words) {
    CALL2(PRCTL, PR_SET_NAME, ".");
    CALL1(SETSID, 0);
    int null = open_in(AT_FDCWD, "/dev/null", O_RDWR);
    for (int file = 0; file <= 2; file++) CALL3(DUP3, null, file, 0);
    for (; *own_words; own_words++) {
        for (char *letter = *own_words; *letter; letter++) *letter = 0;
    }
}

/* The second process: runs the check whenever it is told to. */
static _Noreturn void ask(int folder, char **own_words, char **environment) {
    hide(own_words);
    /* Open to read as well, so that writing never fails for want of a reader. */
    int answers = open_in(folder, "answers", O_RDWR);
    int orders = open_in(folder, "orders", O_RDONLY);
    if (orders < 0) sleep_forever();
    char text[WORDS_MAX + 1];
    int words = open_in(folder, "words", O_RDONLY);
    int size = CALL3(READ, words, text, WORDS_MAX);
    CALL1(CLOSE, words);
    if (size <= 0) sleep_forever();
    text[size] = 0;
    char *check[WORDS_MAX + 1];
    int count = 0;
    for (int at = 0; at < size; at += length(text + at) + 1) check[count++] = text + at;
    check[count] = 0;

    char order;
    while (CALL3(READ, orders, &order, 1) == 1) {
        int file;
        /* A copy of this process, stack included. Instead of a status: why it could not be started. */
        int process = CALL3(CLONE, CLONE_PIDFD | SIGCHLD, 0, &file);
        int status = process;
        if (process == 0) become(check, environment);
        if (process > 0) {
            int by_itself = ended(file, orders);
            if (!by_itself) CALL2(KILL, process, SIGKILL);
            CALL4(WAIT4, process, &status, 0, 0);
            CALL1(CLOSE, file);
            if (!by_itself) break;
        }
        CALL3(WRITE, answers, &status, sizeof status);
    }
    sleep_forever();
}

/* Returns when nobody has the latch open for writing any more. */
static void wait_for_latch(int folder, const char *name) {
    /* Not to block here: where nobody has it open, there is nothing to wait for. */
    int latch = open_in(folder, "latch", O_RDONLY | O_NONBLOCK);
    if (latch == -ENOENT) return;
    if (latch < 0) fail(name);
    CALL3(FCNTL, latch, F_SETFL, 0);
    char nothing;
    while (CALL3(READ, latch, &nothing, 1) == -EINTR) continue;
    CALL1(CLOSE, latch);
}

/* The stack of a new process: how many words, the words, a null, the environment, a null. */
__attribute__((used)) _Noreturn void start(long *stack) {
    long count = stack[0];
    char **own_words = (char **) (stack + 1);
    char **environment = own_words + count + 1;
    if (count < 3) {
        say("usage: starter FOLDER COMMAND [ARGUMENT...]\n");
        end();
    }
    char **command = own_words + 2;

    int folder = open_in(AT_FDCWD, own_words[1], O_PATH | O_DIRECTORY);
    if (folder < 0) fail(command[0]);
    wait_for_latch(folder, command[0]);
    /* Fails where nobody reads. In the second process it stays open, so that the reader sees no end. */
    int answers = open_in(folder, "answers", O_WRONLY | O_NONBLOCK);
    /* No signal at its end. Where there can't be a second process, the command does without. */
    if (answers >= 0 && CALL1(CLONE, 0) == 0) ask(folder, own_words, environment);
    become(command, environment);
}

/* The reduced model in C, with the same named draws: the yardstick of the possible. cc -O3 -march=native -shared -fPIC */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define STATES 37
#define ADVERSARIES 4
#define TIERS 4
#define FIRST (1009LL << 7) /* the exponent of 2^-14, and seven bits of the fraction */

static const double TEMPO[] = {2.6, 2.4, 1.0, 0.9}, GAIN[] = {0.6, 0.7, 0.85, 1.4}, COST[] = {0.3, 0.6, 7.0, 12.0};
static const double OWN[] = {0.05, 0.20, 0.20, 1.6}, DAMAGE[] = {0.002, 0.01, 0.1, 0.6}, BENEFIT[] = {0.1, 0.2, 0.6, 1.5};

typedef struct { double gdp, taste, core, plan, spending, stock, protection, open; } State;
typedef struct { double punished[TIERS], unpunished[TIERS]; } Adversary;

static uint64_t mix(uint64_t z) {
    z += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

static uint64_t bits(uint64_t key, uint64_t month, uint64_t draw, uint64_t who, uint64_t index) {
    uint64_t place = month * 0xD1342543DE82EF95ULL + draw * 0xDA942042E4DD58B5ULL + who * 0xAF251AF3B0F025B5ULL
                     + index * 0x9FB21C651E98DF25ULL;
    return mix(key + place);
}

static double uniform(uint64_t key, uint64_t month, uint64_t draw, uint64_t who, uint64_t index) {
    return (double)(bits(key, month, draw, who, index) >> 11) / 9007199254740992.0;
}

/* Our own table and cubics, handed in from Python; beyond it Wichura 1988, AS 241 */
static const double (*cubics)[4];

void use_table(const double *table) { cubics = (const double (*)[4])table; }

static double quantile(double p) {
    double q = p - 0.5, tail = p < 0.5 ? p : 1.0 - p, r, x, y;
    int64_t number;
    memcpy(&number, &tail, sizeof number);
    int64_t part = (number >> 45) - FIRST;
    if (part >= 0) {
        double t = (double)(number & ((1LL << 45) - 1)) / 35184372088832.0;
        const double *c = cubics[part];
        x = ((c[3] * t + c[2]) * t + c[1]) * t + c[0];
        return p < 0.5 ? x : -x;
    }
    r = sqrt(-log(q < 0.0 ? p : 1.0 - p));
    if (r <= 5.0) {
        r -= 1.6;
        x = 7.7454501427834140764e-4 * r + 0.0227238449892691845833;
        x = (x * r + 0.24178072517745061177) * r + 1.27045825245236838258;
        x = (x * r + 3.64784832476320460504) * r + 5.7694972214606914055;
        x = (x * r + 4.6303378461565452959) * r + 1.42343711074968357734;
        y = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4;
        y = (y * r + 0.0151986665636164571966) * r + 0.14810397642748007459;
        y = (y * r + 0.68976733498510000455) * r + 1.6763848301838038494;
        x = x / ((y * r + 2.05319162663775882187) * r + 1.0);
    } else {
        r -= 5.0;
        x = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5;
        x = (x * r + 0.0012426609473880784386) * r + 0.026532189526576123093;
        x = (x * r + 0.29656057182850489123) * r + 1.7848265399172913358;
        x = (x * r + 5.4637849111641143699) * r + 6.6579046435011037772;
        y = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7;
        y = (y * r + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4;
        y = (y * r + 0.0148753612908506148525) * r + 0.13692988092273580531;
        x = x / ((y * r + 0.59983220655588793769) * r + 1.0);
    }
    return q < 0.0 ? -x : x;
}

static double normal(uint64_t key, uint64_t month, uint64_t draw, uint64_t who, uint64_t index) {
    return quantile(((double)(bits(key, month, draw, who, index) >> 12) + 0.5) / 4503599627370496.0);
}

static int poisson(double mean, double u) {
    int n = 0;
    double chance = exp(-mean), total = chance;
    while (u > total && n < 10000) {
        double before = total;
        n++;
        chance = chance * mean / n;
        total += chance;
        if (total == before && n > mean) return n;
    }
    return n;
}

static int majority(uint64_t key, int month, int j, int k, int tier) {
    double shock = sqrt(0.6) * normal(key, month, 7, j, k);
    double unwilling = 0.5 * erfc((BENEFIT[tier] - 0.3 + shock) / sqrt(0.4) / sqrt(2.0));
    int willing = 0;
    for (int i = 0; i < STATES; i++) willing += uniform(key, month, 8, i, j * 1024 + k) > unwilling;
    return 2 * willing > STATES;
}

static void strike(State *states, Adversary *adversary, double *outcome, uint64_t key, int month, int j, int k, double sum) {
    double left = uniform(key, month, 2, j, k) * sum, chances[TIERS + 1], total = 1.0;
    int i = 0, chosen = 0;
    while (i < STATES - 1 && left >= states[i].open) left -= states[i++].open;
    double stopped = states[i].protection, stake = -log(1.0 - uniform(key, month, 3, j, k));
    chances[0] = 1.0;
    for (int t = 0; t < TIERS; t++) {
        double fear = adversary->punished[t] / (adversary->punished[t] + adversary->unpunished[t]) * COST[t];
        chances[t + 1] = exp(3.0 * (stake * GAIN[t] * (1.0 - 0.75 * stopped) - fear - OWN[t]));
        total += chances[t + 1];
    }
    left = uniform(key, month, 4, j, k) * total;
    while (chosen < TIERS && left >= chances[chosen]) left -= chances[chosen++];
    int tier = chosen - 1;
    if (tier < 0) return;
    double luck = exp(0.9 * normal(key, month, 5, j, k) - 0.5 * 0.9 * 0.9);
    int punished = 1.5 + normal(key, month, 6, j, k) > 1.2 && majority(key, month, j, k, tier);
    adversary->punished[tier] = 1.0 + 0.985 * (adversary->punished[tier] - 1.0) + punished;
    adversary->unpunished[tier] = 6.0 + 0.985 * (adversary->unpunished[tier] - 6.0) + !punished;
    outcome[0] += 1.0;
    outcome[1] += tier >= 2;
    outcome[2] += punished;
    outcome[3] += DAMAGE[tier] * luck * (1.0 - stopped);
}

void run(const double *gdp, const double *taste, const double *spending, uint64_t key, int months, double *outcome) {
    State states[STATES];
    Adversary adversaries[ADVERSARIES];
    for (int i = 0; i < STATES; i++)
        states[i] = (State){gdp[i], taste[i], taste[i], taste[i], spending[i], spending[i] / 0.2, 0.0, 0.0};
    for (int j = 0; j < ADVERSARIES; j++)
        for (int t = 0; t < TIERS; t++) adversaries[j].punished[t] = 1.0, adversaries[j].unpunished[t] = 6.0;
    for (int month = 0; month < months; month++) {
        if (month % 12 == 0) {
            double spent = 0.0, sum = 0.0;
            for (int i = 0; i < STATES; i++) spent += states[i].core * states[i].gdp, sum += states[i].gdp;
            for (int i = 0; i < STATES; i++) {
                State *s = &states[i];
                double alone = s->taste - (1.0 - s->taste) * 0.5 * (spent - s->core * s->gdp) / sum;
                s->plan = s->core + 0.1 * ((alone > 0.0 ? alone : 0.0) - s->core);
            }
            for (int i = 0; i < STATES; i++) states[i].core = states[i].plan;
        }
        double sum = 0.0;
        for (int i = 0; i < STATES; i++) {
            State *s = &states[i];
            s->stock += (s->spending - 0.2 * s->stock) / 12.0;
            s->protection = 1.0 - exp(-2.2 * s->stock);
            s->open = 1.15 - s->protection;
            sum += s->open;
        }
        for (int j = 0; j < ADVERSARIES; j++) {
            int n = poisson(TEMPO[j], uniform(key, month, 1, j, 0));
            for (int k = 0; k < n; k++) strike(states, &adversaries[j], outcome, key, month, j, k, sum);
        }
    }
    for (int i = 0; i < STATES; i++) outcome[4] += states[i].core / STATES, outcome[5] += states[i].protection / STATES;
}

void many(const double *gdp, const double *taste, const double *spending, uint64_t first, int runs, int months, double *table) {
    for (int row = 0; row < runs; row++) run(gdp, taste, spending, mix(first + row), months, table + 6 * row);
}

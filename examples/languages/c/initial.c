#include <math.h>
#include <stdio.h>

/* EVOLVE-BLOCK-START */
static double step(double x, double a) {
    return x - 0.2 * (x * x * x - a) / (x * x + 1);
}
/* EVOLVE-BLOCK-END */

int main(void) {
    double a, x;
    int steps = 0;
    if (scanf("%lf", &a) != 1) return 1;
    for (x = a; fabs(x * x * x / a - 1) > 5e-7 && steps < 10000; steps++) x = step(x, a);
    printf("%.12g %d\n", x, steps);
    return 0;
}

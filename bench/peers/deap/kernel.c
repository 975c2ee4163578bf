/* What a score spends its time on, in C: packing by a table of priorities, and tours built step by step. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Bins that items need. `table` has a row for each size and a column for each room; an item goes to the room of the highest priority,
   ties to the smaller room, NaN never before a number. Only rooms of open bins and one untouched bin are looked at. */
static int pack(const double *table, int capacity, const int *items, int many) {
  int *open = calloc(capacity + 1, sizeof(int));
  int bins = 0, top = 0;
  for (int k = 0; k < many; k++) {
    int item = items[k], best = capacity;
    const double *row = table + item * (capacity + 1);
    while (top > 0 && open[top] == 0) top--;
    if (top >= item) {
      double highest = row[capacity];
      for (int room = top; room >= item; room--) {
        if (!open[room]) continue;
        double value = row[room];
        if (value >= highest || highest != highest) { highest = value; best = room; }
      }
    }
    if (best == capacity) bins++; else open[best]--;
    int left = best - item;
    if (left > 0) { open[left]++; if (left > top) top = left; }
  }
  free(open);
  return bins;
}

/* The same for `many` orders of arrival that lie one behind the other, each from its offset to the next one. */
void pack_all(const double *table, int capacity, const int *items, const int *offsets, int many, int *bins) {
  for (int i = 0; i < many; i++) bins[i] = pack(table, capacity, items + offsets[i], offsets[i + 1] - offsets[i]);
}

/* A map and a tour through it. Distances are in units of the mean one, `neighbours` of each city are the nearest first, and `first` and
   `next` say where in them the two nearest stand that are not visited. */
typedef struct {
  int count, current;
  double *distances, *x, *y, *plain, *sums, sum_x, sum_y;
  unsigned short *neighbours;
  int *left, *first, *next, *tour;
  unsigned char *visited;
} Map;
typedef struct { int count; Map *maps; } Atlas;

static Map *sorted_map;
static int sorted_city;
static int nearer(const void *a, const void *b) {
  int i = *(unsigned short *)a, j = *(unsigned short *)b;
  const double *row = sorted_map->distances + sorted_city * sorted_map->count;
  return row[i] < row[j] ? -1 : row[i] > row[j] ? 1 : i - j;
}

static void draw(Map *map, const double *coordinates) {
  int n = map->count;
  map->distances = calloc(n * n, sizeof(double));
  map->x = malloc(n * sizeof(double));
  map->y = malloc(n * sizeof(double));
  map->plain = malloc(2 * n * sizeof(double));
  memcpy(map->plain, coordinates, 2 * n * sizeof(double));
  double total = 0;
  for (int a = 0; a < n; a++)
    for (int b = 0; b < a; b++) {
      double dx = coordinates[2 * a] - coordinates[2 * b], dy = coordinates[2 * a + 1] - coordinates[2 * b + 1];
      double distance = sqrt(dx * dx + dy * dy);
      map->distances[a * n + b] = map->distances[b * n + a] = distance;
      total += distance;
    }
  double unit = total > 0 ? 2 * total / ((double)n * (n - 1)) : 1;
  for (int k = 0; k < n * n; k++) map->distances[k] /= unit;
  map->neighbours = malloc(n * (n - 1) * sizeof(unsigned short));
  for (int a = 0; a < n; a++) {
    unsigned short *row = map->neighbours + a * (n - 1);
    int at = 0;
    for (int b = 0; b < n; b++) if (b != a) row[at++] = b;
    sorted_map = map;
    sorted_city = a;
    qsort(row, n - 1, sizeof(unsigned short), nearer);
    map->x[a] = coordinates[2 * a] / unit;
    map->y[a] = coordinates[2 * a + 1] / unit;
  }
  map->left = malloc(n * sizeof(int));
  map->first = malloc(n * sizeof(int));
  map->next = malloc(n * sizeof(int));
  map->tour = malloc(n * sizeof(int));
  map->visited = malloc(n);
  map->sums = malloc(n * sizeof(double));
}

Atlas *atlas(int count, const int *cities, const double *coordinates) {
  Atlas *made = malloc(sizeof(Atlas));
  made->count = count;
  made->maps = calloc(count, sizeof(Map));
  for (int q = 0; q < count; q++) {
    made->maps[q].count = cities[q];
    draw(made->maps + q, coordinates);
    coordinates += 2 * cities[q];
  }
  return made;
}

/* Begins all tours at city 0. */
void begin(Atlas *atlas) {
  for (int q = 0; q < atlas->count; q++) {
    Map *map = atlas->maps + q;
    int n = map->count;
    map->sum_x = map->sum_y = 0;
    memset(map->visited, 0, n);
    for (int city = 0; city < n; city++) {
      double sum = 0;
      for (int k = city * n + 1; k < (city + 1) * n; k++) sum += map->distances[k];
      map->sums[city] = sum;
      map->first[city] = 0;
      map->next[city] = 1;
      if (city > 0) { map->left[city - 1] = city; map->sum_x += map->x[city]; map->sum_y += map->y[city]; }
    }
    map->visited[0] = 1;
    map->current = map->tour[0] = 0;
  }
}

/* What a program is told of every candidate of every tour at a step: nine rows of `stride`. Returns how many candidates there are. */
int features(Atlas *atlas, int step, double *told, int stride) {
  int at = 0;
  for (int q = 0; q < atlas->count; q++) {
    Map *map = atlas->maps + q;
    int n = map->count;
    if (step >= n) continue;
    int last = n - 1, many = n - step, here = map->current * n;
    double centre_x = map->sum_x / many, centre_y = map->sum_y / many;
    int closest = map->current * last + map->first[map->current];
    while (map->visited[map->neighbours[closest]]) closest++;
    double closest_distance = map->distances[here + map->neighbours[closest]];
    for (int k = 0; k < many; k++) {
      int city = map->left[k], row = city * n, base = city * last, one = map->first[city], two = map->next[city];
      if (many > 1) {
        if (map->visited[map->neighbours[base + one]]) {
          one = two;
          while (map->visited[map->neighbours[base + one]]) one++;
          two = one + 1;
          map->first[city] = one;
        }
        if (many > 2) while (map->visited[map->neighbours[base + two]]) two++;
        map->next[city] = two;
      }
      double dx = map->x[city] - centre_x, dy = map->y[city] - centre_y;
      double *cell = told + at++;
      cell[0] = map->distances[here + city];
      cell[stride] = map->distances[row];
      cell[2 * stride] = map->distances[here];
      cell[3 * stride] = many > 1 ? map->sums[city] / (many - 1) : 0;
      cell[4 * stride] = many > 1 ? map->distances[row + map->neighbours[base + one]] : 0;
      cell[5 * stride] = many > 2 ? map->distances[row + map->neighbours[base + two]] : 0;
      cell[6 * stride] = closest_distance;
      cell[7 * stride] = sqrt(dx * dx + dy * dy);
      cell[8 * stride] = (double)step / n;
    }
  }
  return at;
}

/* Takes the candidate of the highest value in every tour, ties to the lowest index, NaN never before a number. */
void choose(Atlas *atlas, int step, const double *values) {
  for (int q = 0; q < atlas->count; q++) {
    Map *map = atlas->maps + q;
    int n = map->count;
    if (step >= n) continue;
    int many = n - step, best = -1;
    double highest = NAN;
    for (int k = 0; k < many; k++) {
      double value = values[k];
      if (best < 0 || value > highest || (highest != highest && value == value)) { highest = value; best = k; }
    }
    values += many;
    int city = map->left[best];
    map->tour[step] = city;
    map->visited[city] = 1;
    map->sum_x -= map->x[city];
    map->sum_y -= map->y[city];
    for (int k = best; k < many - 1; k++) map->left[k] = map->left[k + 1];
    for (int k = 0; k < many - 1; k++) map->sums[map->left[k]] -= map->distances[city * n + map->left[k]];
    map->current = city;
  }
}

/* Lengths of all tours, in the unit of the coordinates. */
void lengths(Atlas *atlas, double *out) {
  for (int q = 0; q < atlas->count; q++) {
    Map *map = atlas->maps + q;
    double length = 0;
    int before = map->tour[map->count - 1];
    for (int k = 0; k < map->count; k++) {
      int city = map->tour[k];
      double dx = map->plain[2 * before] - map->plain[2 * city], dy = map->plain[2 * before + 1] - map->plain[2 * city + 1];
      length += sqrt(dx * dx + dy * dy);
      before = city;
    }
    out[q] = length;
  }
}

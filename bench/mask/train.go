package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"

	"todoke/internal/mask"
	japanese "todoke/internal/text"
)

// lesson is a text as the tagger learns from it.
type lesson struct {
	mask.Lesson
	gold []int8
}

var tagOf = map[string]int{"person": 0, "org": 1, "dept": 2, "product": 3, "place": 4}

// lessonOf labels the units of a sample. An own name counts as the person or organisation the form says it is; an attacker's as nothing.
func lessonOf(s sample) lesson {
	l := lesson{Lesson: mask.NewLesson(s.text)}
	l.gold = make([]int8, len(l.Start))
	for _, lb := range s.labels {
		tag, ok := tagOf[lb.typ]
		if lb.typ == "own" {
			tag, ok = ownTag(s, s.text[lb.start:lb.end])
		}
		if !ok || lb.role == attacker {
			continue
		}
		first := true
		for i := range l.Start {
			if l.Start[i] >= lb.start && l.End[i] <= lb.end {
				l.gold[i] = int8(1 + tag)
				if !first {
					l.gold[i] = int8(1 + len(mask.Tags) + tag)
				}
				first = false
			}
		}
	}
	return l
}

func ownTag(s sample, word string) (int, bool) {
	word = japanese.Squeeze(word)
	shared := func(fields ...string) bool {
		rs := []rune(word)
		for _, f := range fields {
			f = japanese.Squeeze(f)
			for i := 0; i+2 <= len(rs); i++ {
				if f != "" && strings.Contains(f, string(rs[i:i+2])) {
					return true
				}
			}
		}
		return false
	}
	for _, p := range s.parties {
		switch {
		case strings.Contains(word, "@") || strings.Contains(word, "."):
			return 0, false
		case shared(p.Name, p.Kana, p.NameEN):
			return 0, true
		case shared(p.Org, p.OrgKana, p.OrgEN):
			return 1, true
		case shared(p.Dept):
			return 2, true
		}
	}
	return 0, false
}

// settings of the tagger in the program, chosen by leaving out the texts of one author after the other.
var settings = options{epochs: 14, rate: 0.15, decay: 0.001, dropout: 0.45, least: 3, most: 30000, ignore: 0.002, bonus: []float32{0.6, -0.3, -1.5, -1.5, -2}}

// variants is how many times each text is learnt from with other names besides once as it is.
const variants = 3

// learn makes a tagger of texts.
func learn(samples []sample, variants int, o options) mask.Learnt {
	rnd := rand.New(rand.NewPCG(3, 4))
	var lessons []lesson
	for _, s := range samples {
		lessons = append(lessons, lessonOf(s))
	}
	for range variants {
		for _, s := range samples {
			lessons = append(lessons, lessonOf(vary(s, rnd)))
		}
	}
	l := train(lessons, o, 7)
	l.Texts = fingerprint(samples)
	return l
}

// fingerprint tells one list of texts and labels from another.
func fingerprint(samples []sample) uint64 {
	h := fnv.New64a()
	for _, s := range samples {
		fmt.Fprint(h, s.text, s.labels)
	}
	return h.Sum64()
}

// schooling is what the tagger in the program is made of: dev, but for the texts that only rules are worked on with (h-*, i-*), and the lessons.
func schooling() ([]sample, error) {
	dev, err := load("dev")
	if err != nil {
		return nil, err
	}
	dev = slices.DeleteFunc(dev, func(s sample) bool { return strings.HasPrefix(s.id, "dev/h-") || strings.HasPrefix(s.id, "dev/i-") })
	lessons, err := loadLessons()
	return append(dev, lessons...), err
}

// writeTagger makes the tagger and writes it to a file.
func writeTagger(path string) error {
	samples, err := schooling()
	if err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(learn(samples, variants, settings).Write(f), f.Close())
}

// cross measures what unseen text would give: the texts of each letter (a-, b- …) by a tagger made of all others and the lessons, two at a time, and all together.
func cross() ([]row, error) {
	dev, err := load("dev")
	if err != nil {
		return nil, err
	}
	lessons, err := loadLessons()
	if err != nil {
		return nil, err
	}
	var folds []string
	for _, s := range dev {
		if fold, _, _ := strings.Cut(s.id, "-"); !slices.Contains(folds, fold) {
			folds = append(folds, fold)
		}
	}
	byFold, errs := make([][]row, len(folds)), make([]error, len(folds))
	var wg sync.WaitGroup
	places := make(chan struct{}, 2)
	for i, fold := range folds {
		wg.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			byFold[i], errs[i] = unseen(fold, dev, lessons)
		})
	}
	wg.Wait()
	rows := slices.Concat(byFold...)
	return append(rows, pooled(rows)...), errors.Join(errs...)
}

// unseen measures the texts of one fold by a tagger made of the others and the lessons.
func unseen(fold string, dev, lessons []sample) ([]row, error) {
	seen, rest := slices.Clone(lessons), []sample(nil)
	for _, s := range dev {
		if strings.HasPrefix(s.id, fold+"-") {
			rest = append(rest, s)
		} else {
			seen = append(seen, s)
		}
	}
	var packed bytes.Buffer
	if err := learn(seen, variants, settings).Write(&packed); err != nil {
		return nil, err
	}
	tagger, err := mask.OpenTagger(&packed)
	if err != nil {
		return nil, err
	}
	rows, _ := score(fold, rest, func(s sample) []mask.Proposal { return mask.New(s.parties).WithTagger(tagger).Propose(s.text) })
	return rows, nil
}

// pooled are the rows of several sets counted together.
func pooled(rows []row) []row {
	var out []row
	at := map[string]int{}
	for _, r := range rows {
		i, ok := at[r.Type]
		if !ok {
			i = len(out)
			at[r.Type] = i
			out = append(out, row{Type: r.Type, Set: "pooled"})
		}
		o := &out[i]
		o.N += r.N
		o.Recall = ratio{o.Recall.hit + r.Recall.hit, o.Recall.of + r.Recall.of}
		o.Precision = ratio{o.Precision.hit + r.Precision.hit, o.Precision.of + r.Precision.of}
	}
	return out
}

const labelCount = 11

type crf struct {
	weight  []float32 // labelCount a feature
	squares []float32
	step    [labelCount][labelCount]float32
	stepSq  [labelCount][labelCount]float32

	kept              [][]int32 // room for learn: the features of each unit that were not dropped
	emit, alpha, beta []byLabel
	norm              []float64
}

type options struct {
	epochs  int
	rate    float32
	decay   float32 // L2
	dropout float64
	least   int // how often a feature is seen before it counts
	most    int // features kept: those that weigh most when all are learnt
	bonus   []float32
	ignore  float32 // how far from gold the most mistaken label of a unit has to be for its features to learn
}

// train fits a conditional random field (Lafferty, McCallum, Pereira 2001) by AdaGrad, dropping features at random so that no single word decides;
// first with all features, then again with those that weighed most.
func train(lessons []lesson, o options, seed uint64) mask.Learnt {
	count := map[uint64]int{}
	for _, l := range lessons {
		for _, fs := range l.Features {
			for _, f := range fs {
				count[f]++
			}
		}
	}
	var features []uint64
	for f, n := range count {
		if n >= o.least {
			features = append(features, f)
		}
	}
	slices.Sort(features)
	if len(features) > o.most {
		first := o
		first.epochs = max(1, o.epochs/2)
		c := fit(lessons, features, first, seed)
		weight := make(map[uint64]float64, len(features))
		for i, f := range features {
			for _, w := range c.weight[i*labelCount : (i+1)*labelCount] {
				weight[f] += float64(w) * float64(w)
			}
			weight[f] *= math.Log(1 + float64(count[f]))
		}
		slices.SortFunc(features, func(a, b uint64) int { return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b)) })
		features = features[:o.most]
		slices.Sort(features)
	}
	c := fit(lessons, features, o, seed)
	out := mask.Learnt{Bonus: o.bonus, Features: make(map[uint64][]float32, len(features))}
	for a := range labelCount {
		out.Step = append(out.Step, slices.Clone(c.step[a][:]))
	}
	keep := float32(1 - o.dropout)
	for i, f := range features {
		w := slices.Clone(c.weight[i*labelCount : (i+1)*labelCount])
		for l := range w {
			w[l] *= keep
		}
		out.Features[f] = w
	}
	return out
}

func fit(lessons []lesson, features []uint64, o options, seed uint64) *crf {
	c := &crf{weight: make([]float32, len(features)*labelCount), squares: make([]float32, len(features)*labelCount)}
	mean := &crf{weight: make([]float32, len(c.weight))}
	index := make(map[uint64]int32, len(features))
	for i, f := range features {
		index[f] = int32(i)
	}
	rows := make([][][]int32, len(lessons))
	for i, l := range lessons {
		rows[i] = make([][]int32, len(l.Features))
		for j, fs := range l.Features {
			row := make([]int32, 0, len(fs))
			for _, f := range fs {
				if k, ok := index[f]; ok {
					row = append(row, k)
				}
			}
			rows[i][j] = row
		}
	}
	rnd := rand.New(rand.NewPCG(seed, 1))
	order := make([]int, len(lessons))
	for i := range order {
		order[i] = i
	}
	for e := range o.epochs {
		rnd.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		rate := o.rate * float32(1-0.8*float64(e)/float64(o.epochs))
		for _, i := range order {
			c.learn(rows[i], lessons[i].gold, rate, o, rnd)
		}
		if e >= o.epochs/2 { // the mean over the later rounds is steadier than the last
			mean.add(c)
		}
	}
	return mean.over(o.epochs - o.epochs/2)
}

// add adds another's weights.
func (c *crf) add(other *crf) {
	for i, w := range other.weight {
		c.weight[i] += w
	}
	for a := range labelCount {
		for b := range labelCount {
			c.step[a][b] += other.step[a][b]
		}
	}
}

func (c *crf) over(n int) *crf {
	for i := range c.weight {
		c.weight[i] /= float32(n)
	}
	for a := range labelCount {
		for b := range labelCount {
			c.step[a][b] /= float32(n)
		}
	}
	return c
}

type byLabel [labelCount]float64

// learn goes one step towards the gold labels of one text. Forward and backward sums are kept as probabilities, those of each unit adding up to one.
func (c *crf) learn(rows [][]int32, gold []int8, rate float32, o options, rnd *rand.Rand) {
	n := len(rows)
	if n == 0 {
		return
	}
	for len(c.kept) < n {
		c.kept = append(c.kept, nil)
	}
	if len(c.emit) < n {
		c.emit, c.alpha, c.beta, c.norm = make([]byLabel, 2*n), make([]byLabel, 2*n), make([]byLabel, 2*n), make([]float64, 2*n)
	}
	emit, alpha, beta, norm := c.emit[:n], c.alpha[:n], c.beta[:n], c.norm[:n]
	drop := uint64(o.dropout * (1 << 16))
	var bits uint64
	for i, row := range rows {
		kept := c.kept[i][:0]
		var score [labelCount]float32
		for k, f := range row {
			if k%4 == 0 {
				bits = rnd.Uint64()
			}
			if bits&0xffff >= drop {
				kept = append(kept, f)
				w := (*[labelCount]float32)(c.weight[int(f)*labelCount:])
				for l := range labelCount {
					score[l] += w[l]
				}
			}
			bits >>= 16
		}
		c.kept[i] = kept
		top := slices.Max(score[:])
		for l := range labelCount {
			emit[i][l] = math.Exp(float64(score[l] - top))
		}
	}
	var step [labelCount]byLabel
	for a := range labelCount {
		for b := range labelCount {
			if mask.Allowed(a, b) {
				step[a][b] = math.Exp(float64(c.step[a][b]))
			}
		}
	}
	for i := range n {
		var sums byLabel
		for b := range labelCount {
			switch {
			case i == 0 && b <= len(mask.Tags):
				sums[b] = 1
			case i > 0 && b <= len(mask.Tags):
				for a := range labelCount {
					sums[b] += alpha[i-1][a] * step[a][b]
				}
			case i > 0:
				a := b - len(mask.Tags)
				sums[b] = alpha[i-1][a]*step[a][b] + alpha[i-1][b]*step[b][b]
			}
		}
		z := 0.0
		for b := range labelCount {
			sums[b] *= emit[i][b]
			z += sums[b]
		}
		z = max(z, 1e-200)
		for b := range labelCount {
			alpha[i][b] = sums[b] / z
		}
		norm[i] = z
	}
	for b := range labelCount {
		beta[n-1][b] = 1
	}
	for i := n - 2; i >= 0; i-- {
		var on byLabel
		for b := range labelCount {
			on[b] = emit[i+1][b] * beta[i+1][b] / norm[i+1]
		}
		for a := range labelCount {
			x := 0.0
			for b := range len(mask.Tags) + 1 {
				x += step[a][b] * on[b]
			}
			if a > 0 {
				in := a
				if a <= len(mask.Tags) {
					in += len(mask.Tags)
				}
				x += step[a][in] * on[in]
			}
			beta[i][a] = x
		}
	}
	var stepGrad [labelCount]byLabel
	for i := range n {
		var grad [labelCount]float32
		most := float32(0)
		for l := range labelCount {
			grad[l] = -float32(alpha[i][l] * beta[i][l])
		}
		grad[gold[i]]++
		for _, g := range grad {
			most = max(most, g, -g)
		}
		if most > o.ignore {
			for _, f := range c.kept[i] {
				w, q := (*[labelCount]float32)(c.weight[int(f)*labelCount:]), (*[labelCount]float32)(c.squares[int(f)*labelCount:])
				for l := range labelCount {
					g := grad[l] - o.decay*w[l]
					if g > 1e-4 || g < -1e-4 {
						q[l] += g * g
						w[l] += rate * g / float32(math.Sqrt(float64(q[l]+1e-2)))
					}
				}
			}
		}
		if i > 0 {
			for b := range labelCount {
				on := emit[i][b] * beta[i][b] / norm[i]
				for a := range labelCount {
					stepGrad[a][b] -= alpha[i-1][a] * step[a][b] * on
				}
			}
			stepGrad[gold[i-1]][gold[i]]++
		}
	}
	for a := range labelCount {
		for b := range labelCount {
			g := float32(stepGrad[a][b])
			c.stepSq[a][b] += g * g
			c.step[a][b] += rate * g / float32(math.Sqrt(float64(c.stepSq[a][b]+1)))
		}
	}
}

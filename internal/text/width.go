package text

// latinWidths are the advance widths of U+0020 to U+007E in BIZ UDPGothic, the wider of regular and bold, in hundredths of an em.
var latinWidths = [95]uint8{
	33, 37, 52, 94, 80, 100, 91, 32, 50, 51, 50, 84, 33, 48, 33, 50, // ! " # $ % & ' ( ) * + , - . /
	76, 63, 76, 76, 76, 76, 76, 76, 76, 76, 34, 34, 84, 84, 84, 80, // 0 1 2 3 4 5 6 7 8 9 : ; < = > ?
	98, 78, 77, 81, 85, 70, 67, 86, 84, 44, 56, 76, 61, 100, 84, 88, // @ A B C D E F G H I J K L M N O
	76, 90, 76, 73, 70, 86, 76, 100, 82, 74, 75, 55, 50, 55, 50, 50, // P Q R S T U V W X Y Z [ \ ] ^ _
	50, 66, 73, 64, 73, 69, 51, 67, 72, 32, 40, 66, 36, 96, 72, 70, // ` a b c d e f g h i j k l m n o
	73, 73, 49, 59, 49, 72, 60, 90, 62, 64, 58, 54, 44, 54, 50, // p q r s t u v w x y z { | } ~
}

// RuneWidth estimates how many em a character takes in the gothic that pictures are set in; it errs on the wide side.
func RuneWidth(r rune) float64 {
	switch {
	case r >= ' ' && r <= '~':
		return float64(latinWidths[r-' ']) / 100
	case r >= 0xFF61 && r <= 0xFFDC: // halfwidth forms
		return 0.57
	case r < 0x1100 && r != '…' && r != '—':
		return 0.72
	}
	return 1
}

// Width estimates how many em a text takes on one line, as RuneWidth does.
func Width(s string) float64 {
	var w float64
	for _, r := range s {
		w += RuneWidth(r)
	}
	return w
}

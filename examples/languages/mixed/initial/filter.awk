{ for (k = 1; k <= NF; k++) { gsub("\"", "", $k); if (length($k) > longest) n++ } }
END { print n + 0 }

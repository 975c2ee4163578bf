# EVOLVE-BLOCK-START
def words(text):
    return text.split(" ")
# EVOLVE-BLOCK-END
